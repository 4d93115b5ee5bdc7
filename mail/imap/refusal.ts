import { EnvelopeError } from '../errors';
import type { Connection } from './connection';
import { assertUsable } from './usable';

/**
 * The result of a command to which imapflow answers `false` where the server said no, with the server's
 * reason as the error, which imapflow gives to its log alone.
 *
 * @throws whatever the server refused with, and EnvelopeError CONNECTION_LOST, or SERVER_REJECTED where
 * nothing was sent, as the open folder does not allow it
 */
export async function unlessRefused<T>(
	connection: Connection,
	command: () => Promise<T | false | undefined>,
): Promise<T> {
	const { log } = connection;
	let reason: unknown;
	const warn = (entry: unknown) => {
		if (typeof entry === 'object' && entry !== null && 'err' in entry) reason ??= entry.err;
	};
	connection.log = { ...log, warn };
	try {
		const result = await command();
		if (result) return result;
	} finally {
		connection.log = log;
	}
	assertUsable(connection);
	if (reason instanceof Error) throw reason;
	const what = 'The folder does not allow this';
	throw new EnvelopeError('SERVER_REJECTED', what, { phase: 'fetch', remedy: readOnly });
}

const readOnly =
	'It is only for reading, or keeps none of these marks: check your rights to it, or use another one.';
