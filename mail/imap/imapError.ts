import { z } from 'zod';
import { redact } from '../account/redact';
import { type Account, imapServer } from '../account/settings';
import { EnvelopeError, type Phase } from '../errors';
import { connectionError, nameOf } from '../network';

/** The fields imapflow sets on its errors (2.1); `executedCommand` stays out, it holds passwords. */
const imapFailure = z.object({
	message: z.string().catch('unknown error'),
	code: z.string().optional().catch(undefined),
	authenticationFailed: z.boolean().optional().catch(undefined),
	mailboxMissing: z.boolean().optional().catch(undefined),
	responseText: z.string().optional().catch(undefined),
	response: z.string().optional().catch(undefined),
	serverResponseCode: z.string().optional().catch(undefined),
	/** What the server said as it closed the connection, with a BYE (RFC 3501 §7.1.5). */
	reason: z.string().optional().catch(undefined),
	path: z.string().optional().catch(undefined),
});

/** RFC 5530, and what servers write where they know no code. */
const busy =
	/\b(UNAVAILABLE|INUSE|LIMIT|OVERQUOTA|THROTTLED)\b|too many|simultaneous|try again later|temporar/i;

/** What servers say to one connection too many, of a user or of an address. */
const tooManyConnections =
	/too many.{0,30}(connections|logins|sessions)|(maximum|max) number of connections|simultaneous (imap )?(connections|logins)|connection limit/i;

/** imapflow's codes for a connection that has ended; other errors have a `reason` of Node's own. */
const closed = /^(NoConnection|EConnectionClosed|ClosedAfterConnect)/;

/**
 * What imapflow threw, as an EnvelopeError.
 *
 * @param phase what we were doing, for errors that do not say it themselves
 */
export function imapError(error: unknown, account: Account, phase: Phase): EnvelopeError {
	if (error instanceof EnvelopeError) return error;
	const name = nameOf(imapServer(account));
	const failure = imapFailure.parse(error);
	const text = failure.responseText ?? failure.response ?? failure.reason ?? failure.message;
	const response = redact([failure.serverResponseCode, text].filter(Boolean).join(' '), account);
	const fact = { response, phase };
	const refused = failure.authenticationFailed || failure.responseText !== undefined;
	if (refused && tooManyConnections.test(response)) {
		const what = `The ${name} takes no more connections of this mailbox: "${response}"`;
		return new EnvelopeError('CONNECTION_LIMIT', what, { response, phase: 'login' });
	}
	if (failure.message === 'Unsupported authentication mechanism') {
		const what = `The ${name} offers no sign-in that fits`;
		return new EnvelopeError('IMAP_AUTH_FAILED', what, { phase: 'login', remedy: noneFits });
	}
	if (failure.authenticationFailed) {
		return busy.test(response)
			? new EnvelopeError('SERVER_BUSY', `The ${name} cannot sign in now: "${response}"`, fact)
			: new EnvelopeError('IMAP_AUTH_FAILED', `The ${name} refused to sign in: "${response}"`, {
					...fact,
					phase: 'login',
					remedy: account.accessTokens ? oauth2Remedy : loginRemedy(response),
				});
	}
	if (failure.reason !== undefined && closed.test(failure.code ?? '')) {
		return sentAway(name, response, phase);
	}
	const connection = connectionError(error, imapServer(account), phase);
	if (connection) return connection;
	if (failure.mailboxMissing || failure.serverResponseCode === 'NONEXISTENT') {
		const folder = failure.path === undefined ? 'such folder' : `folder "${failure.path}"`;
		return new EnvelopeError('FOLDER_NOT_FOUND', `The ${name} has no ${folder}`, {
			...fact,
			phase: 'folder',
		});
	}
	if (failure.responseText === undefined) {
		return new EnvelopeError('UNEXPECTED', `The ${name}: ${response}`, fact);
	}
	return busy.test(response)
		? new EnvelopeError('SERVER_BUSY', `The ${name} is busy: "${response}"`, fact)
		: new EnvelopeError('SERVER_REJECTED', `The ${name} refused: "${response}"`, fact);
}

/**
 * The error for a connection that the server has ended with words (BYE, RFC 3501 §7.1.5): because it is
 * asked too much, or because it shuts down.
 */
export function sentAway(name: string, response: string, phase: Phase): EnvelopeError {
	const what = `The ${name} sent us away: "${response}"`;
	if (tooManyConnections.test(response)) {
		return new EnvelopeError('CONNECTION_LIMIT', what, { phase, response });
	}
	return new EnvelopeError(busy.test(response) ? 'SERVER_BUSY' : 'CONNECTION_LOST', what, {
		phase,
		response,
	});
}

const noneFits = 'Ask the provider how mail programs sign in.';

const oauth2Remedy =
	'Check that the Email Address in the credential is the mailbox that was connected and that it may use IMAP, and reconnect the credential in n8n.';

/** What providers mean by their answers to a password. */
function loginRemedy(response: string): string | undefined {
	if (/application-specific|app.?password/i.test(response)) {
		return 'The provider wants an app password: make one and put it into the credential.';
	}
	if (/imap.{0,40}(disabled|not enabled|access)|enable imap/i.test(response)) {
		return "IMAP is switched off for this mailbox: switch it on in the provider's settings.";
	}
	return undefined;
}
