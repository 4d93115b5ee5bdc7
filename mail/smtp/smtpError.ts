import { z } from 'zod';
import { redact } from '../account/redact';
import { type Account, smtpServer } from '../account/settings';
import { EnvelopeError, type Phase } from '../errors';
import { connectionError, nameOf } from '../network';

/** The fields nodemailer sets on its errors (10.6). */
export const smtpFailure = z.object({
	code: z.string().optional().catch(undefined),
	command: z.string().optional().catch(undefined),
	response: z.string().optional().catch(undefined),
	responseCode: z.number().optional().catch(undefined),
	recipient: z.string().optional().catch(undefined),
	message: z.string().catch('unknown error'),
});

/**
 * What nodemailer threw, as an EnvelopeError. Permanent or transient is the server's code to say
 * (RFC 5321 §4.2.1: 4yz transient, 5yz permanent), never nodemailer's.
 *
 * @param reached the phase we were in, for a connection that was lost
 */
export function smtpError(error: unknown, account: Account, reached: Phase): EnvelopeError {
	if (error instanceof EnvelopeError) return error;
	const server = smtpServer(account);
	const failure = smtpFailure.parse(error);
	const phase = phaseOf(failure.command);
	if (failure.responseCode === undefined) {
		const message = redact(failure.message, account);
		return (
			connectionError(error, server, reached) ??
			(failure.code === 'EAUTH' || failure.code === 'ENOAUTH'
				? new EnvelopeError(
						'SMTP_AUTH_FAILED',
						`The ${nameOf(server)} offers no sign-in that fits`,
						{
							phase: 'login',
							response: message,
						},
					)
				: new EnvelopeError('UNEXPECTED', `The ${nameOf(server)}: ${message}`, { phase }))
		);
	}
	const response = redact(failure.response ?? failure.message, account);
	const transient = failure.responseCode < 500;
	const fact = { response, transient, recipient: failure.recipient };
	if (failure.code === 'EAUTH') {
		return transient
			? new EnvelopeError(
					'SERVER_BUSY',
					`The ${nameOf(server)} cannot sign in now: "${response}"`,
					{
						...fact,
						phase: 'login',
					},
				)
			: new EnvelopeError(
					'SMTP_AUTH_FAILED',
					`The ${nameOf(server)} refused to sign in: "${response}"`,
					{ ...fact, phase: 'login', remedy: loginRemedy(response) },
				);
	}
	if (failure.code === 'ETLS') {
		return connectionError(error, server, 'tls') ?? unexpected(response);
	}
	if (failure.responseCode === 552 || response.includes(' 5.3.4')) {
		return new EnvelopeError(
			'CONTENT_TOO_LARGE',
			`The ${nameOf(server)} refused the size of the message: "${response}"`,
			{ ...fact, phase },
		);
	}
	if (failure.responseCode === 421) {
		return new EnvelopeError('SERVER_BUSY', `The ${nameOf(server)} is busy: "${response}"`, {
			...fact,
			phase,
		});
	}
	const what = `The ${nameOf(server)} refused ${refusedBy[phase] ?? 'the message'}: "${response}"`;
	const code = failure.command === 'RCPT TO' ? 'RECIPIENT_REJECTED' : 'SERVER_REJECTED';
	return new EnvelopeError(code, what, { ...fact, phase });
}

const refusedBy: Partial<Record<Phase, string>> = {
	greeting: 'the connection',
	envelope: 'the sender or the recipients',
	tls: 'STARTTLS',
};

function unexpected(response: string): EnvelopeError {
	return new EnvelopeError('UNEXPECTED', `The SMTP server answered "${response}"`, {
		phase: 'tls',
	});
}

/** nodemailer names the command that was under way. */
function phaseOf(command = ''): Phase {
	if (command === 'CONN' || command === 'EHLO' || command === 'HELO') return 'greeting';
	if (command === 'STARTTLS') return 'tls';
	if (command.startsWith('AUTH')) return 'login';
	if (command === 'DATA') return 'data';
	return 'envelope';
}

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
