import nodemailer from 'nodemailer';
import type { Account } from '../account/settings';
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
	return nodemailer.createTransport({
		...smtpOptions(account),
		pool: true,
		maxConnections: MAX_CONNECTIONS,
		maxMessages: MAX_MESSAGES_PER_CONNECTION,
		idleTimeout: IDLE_CLOSE_MS,
		connectionTimeout: 30_000,
		greetingTimeout: 60_000,
		socketTimeout: SOCKET_TIMEOUT_MS,
	});
}

type Pool = ReturnType<typeof createPool>;

const pools = new Map<string, Pool>();

/** The account's transport, shared by all items and executions of this process. */
export function smtpPool(account: Account): Pool {
	const existing = pools.get(account.key);
	if (existing) return existing;
	const pool = createPool(account);
	pools.set(account.key, pool);
	pool.on('clear', () => {
		pool.close();
		pools.delete(account.key);
	});
	return pool;
}

/** Closes every connection, for the end of a process or a test. */
export function closeSmtpPools(): void {
	for (const pool of pools.values()) pool.close();
	pools.clear();
}
