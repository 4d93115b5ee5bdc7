import { z } from 'zod';
import { redact } from '../account/redact';
import { type Account, smtpServer } from '../account/settings';
import { EnvelopeError, type Phase, type Rejection } from '../errors';
import { connectionError, nameOf } from '../network';
import { enhancedCodeIn, rejectionsIn } from './rejection';

/** The fields nodemailer sets on its errors (10.6). */
const smtpFailure = z.object({
	code: z.string().optional().catch(undefined),
	command: z.string().optional().catch(undefined),
	response: z.string().optional().catch(undefined),
	responseCode: z.number().optional().catch(undefined),
	message: z.string().catch('unknown error'),
});

/** Whether the server said something, so that what became of the message is known. */
export function wasAnswered(error: unknown): boolean {
	return smtpFailure.safeParse(error).data?.responseCode !== undefined;
}

/**
 * What nodemailer threw, as an EnvelopeError. Permanent or transient is the server's code to say
 * (RFC 5321 §4.2.1: 4yz transient, 5yz permanent), never nodemailer's.
 *
 * @param reached the phase we were in, for a connection that was lost
 */
export function smtpError(error: unknown, account: Account, reached: Phase): EnvelopeError {
	if (error instanceof EnvelopeError) return error;
	if (error instanceof Error && error.cause instanceof EnvelopeError) return error.cause;
	const rejected = rejectionsIn(error, account);
	if (rejected.length > 0) return allRejected(rejected, account);
	return wasAnswered(error) ? refusal(error, account) : noAnswer(error, account, reached);
}

function noAnswer(error: unknown, account: Account, reached: Phase): EnvelopeError {
	const server = smtpServer(account);
	const lost = connectionError(error, server, reached);
	if (lost) return lost;
	const { code, command, message } = smtpFailure.parse(error);
	const response = redact(message, account);
	if (code === 'EAUTH' || code === 'ENOAUTH') {
		const what = `The ${nameOf(server)} offers no sign-in that fits`;
		return new EnvelopeError('SMTP_AUTH_FAILED', what, { phase: 'login', response });
	}
	const what = `The ${nameOf(server)}: ${response}`;
	return new EnvelopeError('UNEXPECTED', what, { phase: phaseOf(command) });
}

const tryLater =
	'The server asks to try again later, as servers do with senders that they do not know yet: wait some minutes.';

/** The error for a message that no recipient got. */
export function allRejected(rejected: Rejection[], account: Account): EnvelopeError {
	const transient = rejected.every(({ code }) => code !== null && code < 500);
	const named = rejected
		.slice(0, 3)
		.map(({ recipient, response }) => `${recipient} ("${response}")`);
	if (rejected.length > named.length) named.push(`and ${rejected.length - named.length} more`);
	const what = `The ${nameOf(smtpServer(account))} refused every recipient: ${named.join(', ')}`;
	return new EnvelopeError('RECIPIENT_REJECTED', what, {
		phase: 'envelope',
		transient,
		remedy: transient ? tryLater : undefined,
		recipient: rejected.length === 1 ? rejected[0]?.recipient : undefined,
		response: rejected[0]?.response,
		rejected,
	});
}

/** The server's answer was no, to anything but the recipients. */
function refusal(error: unknown, account: Account): EnvelopeError {
	const name = nameOf(smtpServer(account));
	const failure = smtpFailure.parse(error);
	const { code, command, responseCode = 0 } = failure;
	const response = redact(failure.response ?? failure.message, account);
	const transient = responseCode < 500;
	const phase = phaseOf(command);
	const fact = { phase, response, transient };
	if (code === 'EAUTH' && transient) {
		return new EnvelopeError('SERVER_BUSY', `The ${name} cannot sign in now: "${response}"`, fact);
	}
	if (code === 'EAUTH') {
		const what = `The ${name} refused to sign in: "${response}"`;
		return new EnvelopeError('SMTP_AUTH_FAILED', what, {
			...fact,
			phase: 'login',
			remedy: account.accessTokens ? oauth2Remedy : loginRemedy(response),
		});
	}
	if (code === 'ETLS') {
		const what = `The ${name} refused STARTTLS ("${response}"), and nothing is sent unencrypted`;
		return new EnvelopeError('TLS_REQUIRED', what, { phase: 'tls', response });
	}
	if (responseCode === 421) {
		return new EnvelopeError('SERVER_BUSY', `The ${name} is busy: "${response}"`, fact);
	}
	if (isAboutSize(responseCode, response)) {
		const what = `The ${name} refused the size of the message: "${response}"`;
		return new EnvelopeError('CONTENT_TOO_LARGE', what, fact);
	}
	const refused = command === 'MAIL FROM' ? 'the sender' : (refusedBy[phase] ?? 'the message');
	const what = `The ${name} refused ${refused}: "${response}"`;
	const remedy = transient ? tryLater : undefined;
	return new EnvelopeError('SERVER_REJECTED', what, { ...fact, remedy });
}

const refusedBy: Partial<Record<Phase, string>> = { greeting: 'the connection' };

/** RFC 3463: 5.3.4 too big for the system, 5.2.3 for the mailbox; a bare 552 is RFC 1870's. */
function isAboutSize(responseCode: number, response: string): boolean {
	const enhancedCode = enhancedCodeIn(response);
	if (enhancedCode === null) return responseCode === 552;
	return enhancedCode === '5.3.4' || enhancedCode === '5.2.3';
}

/** nodemailer names the command that was under way. */
function phaseOf(command = ''): Phase {
	if (command === 'CONN' || command === 'EHLO' || command === 'HELO') return 'greeting';
	if (command === 'STARTTLS') return 'tls';
	if (command.startsWith('AUTH')) return 'login';
	if (command === 'DATA') return 'data';
	return 'envelope';
}

const oauth2Remedy =
	'Check that the Email Address in the credential is the mailbox that was connected and that it may use SMTP, and reconnect the credential in n8n.';

/** What providers mean by their answers to a password. */
function loginRemedy(response: string): string | undefined {
	if (/application-specific|app.?password|5\.7\.9\b/i.test(response)) {
		return 'The provider wants an app password: make one and put it into the credential.';
	}
	if (/5\.7\.139|basic authentication is disabled|SmtpClientAuthentication/i.test(response)) {
		return 'The provider has switched off sign-in with passwords for this mailbox: ask its administrator to allow SMTP AUTH.';
	}
	return undefined;
}
