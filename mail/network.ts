import { z } from 'zod';
import type { ServerSettings } from './account/settings';
import { EnvelopeError, type ErrorCode, type Phase } from './errors';

/** What Node.js, nodemailer and imapflow put on an error about a connection. */
const libraryError = z.object({
	code: z.string().optional().catch(undefined),
	/** nodemailer keeps Node's own code here. */
	originalCode: z.string().optional().catch(undefined),
	/** nodemailer: which wait ran out. */
	timeoutType: z.string().optional().catch(undefined),
	syscall: z.string().optional().catch(undefined),
	/** imapflow: a STARTTLS upgrade failed. */
	tlsFailed: z.boolean().optional().catch(undefined),
});

const certificateProblems: Record<string, string> = {
	DEPTH_ZERO_SELF_SIGNED_CERT: 'is self-signed',
	SELF_SIGNED_CERT_IN_CHAIN: 'is signed by an authority that this machine does not know',
	UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'is signed by an authority that this machine does not know',
	UNABLE_TO_GET_ISSUER_CERT: 'is signed by an authority that this machine does not know',
	UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'is signed by an authority that this machine does not know',
	CERT_HAS_EXPIRED: 'has expired',
	CERT_NOT_YET_VALID: 'is not valid yet',
	ERR_TLS_CERT_ALTNAME_INVALID: 'is for another host name',
	CERT_UNTRUSTED: 'is not trusted',
	CERT_REVOKED: 'was revoked',
	HOSTNAME_MISMATCH: 'is for another host name',
};

const certificateRemedies: Record<string, string> = {
	CERT_HAS_EXPIRED: 'The owner of the server has to renew it.',
	CERT_NOT_YET_VALID: 'Check the clock of this machine and of the server.',
	ERR_TLS_CERT_ALTNAME_INVALID: 'Use the host name that the provider documents.',
	HOSTNAME_MISMATCH: 'Use the host name that the provider documents.',
};

const ownServerRemedy =
	'If the server is your own, paste its CA certificate into the credential or switch on "Allow Self-Signed Certificate".';

/** `IMAP server imap.example.com:993`, as errors name it. */
export function nameOf(server: ServerSettings): string {
	return `${server.protocol} server ${server.host}:${server.port}`;
}

/**
 * Reads an error of Node.js, nodemailer or imapflow that is about the connection itself: name
 * look-up, TCP, TLS, greeting, or a connection lost later.
 *
 * @param error what the library threw
 * @param phase where we were, for a connection that was lost in between
 * @returns undefined where the error is about something else, such as an answer of the server
 */
export function connectionError(
	error: unknown,
	server: ServerSettings,
	phase: Phase,
): EnvelopeError | undefined {
	const parsed = libraryError.safeParse(error);
	if (!parsed.success) return undefined;
	const { syscall, timeoutType, tlsFailed } = parsed.data;
	const code = parsed.data.originalCode ?? timeoutType ?? parsed.data.code ?? '';
	const fail = (kind: ErrorCode, where: Phase, what: string, remedy?: string) =>
		new EnvelopeError(kind, what, { phase: where, remedy });
	const name = nameOf(server);

	if (code === 'EDNS' || syscall?.startsWith('getaddrinfo') || syscall?.startsWith('query')) {
		return fail('DNS_FAILED', 'dns', `The host name ${server.host} was not found`);
	}
	const certificateProblem = certificateProblems[code];
	if (certificateProblem !== undefined) {
		return fail(
			'TLS_CERTIFICATE',
			'tls',
			`The certificate of the ${name} ${certificateProblem} (${code})`,
			certificateRemedies[code] ?? ownServerRemedy,
		);
	}
	if (code.startsWith('ERR_SSL_') || code === 'EPROTO') {
		return fail(
			'TLS_FAILED',
			'tls',
			`The ${name} did not answer in TLS (${code})`,
			wrongMode(server),
		);
	}
	if (code === 'STARTTLS_INJECTION') {
		return fail(
			'TLS_FAILED',
			'tls',
			`The ${name} sent data between STARTTLS and the encryption, as an attacker on the line would`,
			'Do not use this network path; tell the owner of the server.',
		);
	}
	if (code === 'UPGRADE_TIMEOUT') {
		return fail(
			'CONNECTION_TIMEOUT',
			'tls',
			`The ${name} did not finish the TLS handshake in time`,
		);
	}
	if (tlsFailed || code === 'ETLS') {
		return fail(
			'TLS_REQUIRED',
			'tls',
			`The ${name} does not offer STARTTLS, and nothing is sent unencrypted`,
		);
	}
	if (code === 'GREETING_TIMEOUT') {
		const what = `The ${name} did not greet in time`;
		return fail('CONNECTION_TIMEOUT', 'greeting', what, wrongMode(server));
	}
	if (phase === 'greeting' && closedEarly.has(code)) {
		const what = `The ${name} closed the connection without a greeting`;
		return fail('CONNECTION_LOST', 'greeting', what, wrongMode(server));
	}
	if (code === 'ECONNREFUSED') {
		return fail('CONNECTION_REFUSED', 'connect', `The ${name} refuses connections`);
	}
	if (unreachable.has(code) || (code === 'ETIMEDOUT' && syscall === 'connect')) {
		return fail('CONNECTION_TIMEOUT', 'connect', `The ${name} could not be reached (${code})`);
	}
	if (lost.has(code)) {
		return fail('CONNECTION_LOST', phase, `The connection to the ${name} was lost (${code})`);
	}
	return undefined;
}

const unreachable = new Set(['CONNECT_TIMEOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN']);

/** imapflow's, until the sign-in is complete. */
const closedEarly = new Set(['ClosedAfterConnectText', 'ClosedAfterConnectTLS']);

const lost = new Set([
	'ECONNRESET',
	'EPIPE',
	'ETIMEDOUT',
	'ETIMEOUT',
	'SOCKET_TIMEOUT',
	'ECONNECTION',
	'ECONNABORTED',
	'ESOCKET',
	'EConnectionClosed',
	'NoConnection',
	'StateLogout',
	'UnexpectedTag',
	...closedEarly,
]);

/** What to change where the port and the security mode do not seem to belong together. */
function wrongMode(server: ServerSettings): string {
	const implicit = server.protocol === 'SMTP' ? 465 : 993;
	const upgraded = server.protocol === 'SMTP' ? 587 : 143;
	return server.tls === 'tls'
		? `The port probably expects STARTTLS: choose STARTTLS for port ${server.port}, or TLS with port ${implicit}.`
		: `The port may expect TLS from the first byte: choose TLS for port ${server.port}, or STARTTLS with port ${upgraded}.`;
}
