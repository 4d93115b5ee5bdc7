import type { EnvelopeError } from '../../errors';

/**
 * Whether it may be over by itself. A server that refuses something within a session may have a bad
 * moment, which it would not for a password.
 */
export function mayPass({ transient, code, phase }: EnvelopeError): boolean {
	const inSession = phase === 'fetch' || phase === 'folder';
	return transient || (inSession && (code === 'SERVER_REJECTED' || code === 'UNEXPECTED'));
}
