import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { z } from 'zod';
import { type Account, smtpServer } from '../account/settings';
import { EnvelopeError, type Phase } from '../errors';
import { nameOf } from '../network';
import { authOf, smtpOptions } from './options';
import { smtpError } from './smtpError';

/** What a server says of itself (RFC 5321 §4.1.1.1). */
export interface SmtpOffer {
	/** Bytes it takes in one message (RFC 1870); null where it does not say. */
	maxMessageBytes: number | null;
}

/** nodemailer keeps what it read of the greeting, but gives it to nobody (10.6). */
const greeted = z.object({ _maxAllowedSize: z.number().catch(0) });

/**
 * Signs in to the account's SMTP server and leaves.
 *
 * @param deadlineMs for all of it together
 * @throws EnvelopeError saying in which phase it failed
 */
export async function checkSmtp(account: Account, deadlineMs: number): Promise<SmtpOffer> {
	const server = smtpServer(account);
	// A little less than ours, so that the library gets to say what it was waiting for.
	const timeout = deadlineMs * 0.9;
	const connection = new SMTPConnection({
		...smtpOptions(account),
		connectionTimeout: timeout,
		greetingTimeout: timeout,
		dnsTimeout: timeout,
	});
	let phase: Phase = 'greeting';
	let timer: NodeJS.Timeout | undefined;
	try {
		await new Promise<void>((resolve, reject) => {
			timer = setTimeout(() => reject(timedOut(nameOf(server), phase)), deadlineMs);
			connection.on('error', reject);
			connection.once('end', () => reject(closed(nameOf(server), phase)));
			connection.connect((connectError) => {
				if (connectError) return reject(connectError);
				phase = 'login';
				const auth = authOf(account);
				if (!auth) return resolve();
				connection.login(auth, (error) => (error ? reject(error) : resolve()));
			});
		});
		return { maxMessageBytes: greeted.parse(connection)._maxAllowedSize || null };
	} catch (error) {
		throw smtpError(error, account, phase);
	} finally {
		clearTimeout(timer);
		connection.close();
	}
}

function timedOut(name: string, phase: Phase): EnvelopeError {
	return new EnvelopeError('CONNECTION_TIMEOUT', `The ${name} did not answer in time`, { phase });
}

function closed(name: string, phase: Phase): EnvelopeError {
	return new EnvelopeError('CONNECTION_LOST', `The ${name} closed the connection`, { phase });
}
