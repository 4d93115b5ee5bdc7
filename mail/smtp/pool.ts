import nodemailer from 'nodemailer';
import MailMessage from 'nodemailer/lib/mailer/mail-message';
import SMTPPool from 'nodemailer/lib/smtp-pool';
import type { Account } from '../account/settings';
import type { Attempt } from './attempt';
import { smtpOptions } from './options';

/** What providers allow one client; nodemailer's own measured optimum is 5 to 10. */
export const MAX_CONNECTIONS = 5;

/** After these the connection is made anew; servers end long sessions less politely. */
const MAX_MESSAGES_PER_CONNECTION = 200;

/** How long an unused connection stays open for the next item, execution or tool call. */
const IDLE_CLOSE_MS = 60_000;

/** RFC 5321 §4.5.3.2.6: a server may take ten minutes to answer the final dot. */
const SOCKET_TIMEOUT_MS = 10 * 60_000;

function createPool(account: Account) {
	const latest = { account };
	const transport = new SMTPPool({
		...smtpOptions(account, () => latest.account),
		maxConnections: MAX_CONNECTIONS,
		maxMessages: MAX_MESSAGES_PER_CONNECTION,
		idleTimeout: IDLE_CLOSE_MS,
		connectionTimeout: 30_000,
		greetingTimeout: 60_000,
		socketTimeout: SOCKET_TIMEOUT_MS,
	});
	return { latest, transport, mailer: nodemailer.createTransport(transport) };
}

type Pool = ReturnType<typeof createPool>;

const pools = new Map<string, Pool>();

/**
 * The account's transport, shared by all items and executions of this process. It outlives them: what
 * it asks for access tokens is the account that it saw last.
 */
function smtpPool(account: Account): Pool {
	const existing = pools.get(account.key);
	if (existing) {
		existing.latest.account = account;
		return existing;
	}
	const pool = createPool(account);
	pools.set(account.key, pool);
	pool.transport.on('clear', () => {
		// The last connection may close just when a message has come that needs a new one.
		if (pool.transport.pendingCount() > 0) return;
		pool.transport.close();
		pools.delete(account.key);
	});
	return pool;
}

/**
 * Hands a message to the account's transport. Not with nodemailer's sendMail, which would copy it
 * through a MIME tree of its own: what came of the message could not be told, nor could it be moved
 * from a connection that the server had closed to another.
 *
 * @returns nodemailer's report
 * @throws what nodemailer throws
 */
export function sendOverPool(account: Account, attempt: Attempt): Promise<unknown> {
	const { transport, mailer } = smtpPool(account);
	const mail = new MailMessage(mailer, {});
	mail.message = attempt;
	return new Promise((resolve, reject) => {
		transport.send(mail, (error, info) => (error ? reject(error) : resolve(info)));
	});
}

/** Closes every connection, for the end of a process or a test. */
export function closeSmtpPools(): void {
	for (const { transport } of pools.values()) transport.close();
	pools.clear();
}
