import { Pool } from 'tarn';
import type { Account } from '../account/settings';
import type { Phase } from '../errors';
import { type Connection, connect, disconnect } from './connection';
import { imapError } from './imapError';

/** Of the 10 to 20 that servers allow a user; the rest are for triggers and mail programs. */
const MAX_CONNECTIONS = 3;

/** How long an unused connection stays open for the next item, execution or tool call. */
const IDLE_CLOSE_MS = 60_000;

const CONNECT_DEADLINE_MS = 30_000;
const SOCKET_TIMEOUT_MS = 90_000;

const pools = new Map<string, Pool<Connection>>();

/**
 * Runs some commands on a pooled connection of the account, which nobody else uses meanwhile, so
 * that the selected folder is the caller's own.
 *
 * @param phase what the caller is doing, for errors
 * @throws EnvelopeError
 */
export async function withConnection<T>(
	account: Account,
	phase: Phase,
	use: (connection: Connection) => Promise<T>,
): Promise<T> {
	const pool = poolOf(account);
	let connection: Connection | undefined;
	try {
		connection = await pool.acquire().promise;
		return await use(connection);
	} catch (error) {
		throw imapError(error, account, phase);
	} finally {
		if (connection) pool.release(connection);
	}
}

function poolOf(account: Account): Pool<Connection> {
	const existing = pools.get(account.key);
	if (existing) return existing;
	const pool = new Pool<Connection>({
		create: () =>
			connect(account, { deadlineMs: CONNECT_DEADLINE_MS, socketTimeoutMs: SOCKET_TIMEOUT_MS }),
		validate: (connection) => connection.usable,
		destroy: disconnect,
		min: 0,
		max: MAX_CONNECTIONS,
		idleTimeoutMillis: IDLE_CLOSE_MS,
		acquireTimeoutMillis: 120_000,
		createTimeoutMillis: CONNECT_DEADLINE_MS + 5_000,
		propagateCreateError: true,
	});
	pools.set(account.key, pool);
	return pool;
}

/** Closes every connection, for the end of a process or a test. */
export async function closeImapPools(): Promise<void> {
	const open = [...pools.values()];
	pools.clear();
	await Promise.all(open.map((pool) => pool.destroy()));
}
