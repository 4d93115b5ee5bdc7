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
const limits = { deadlineMs: CONNECT_DEADLINE_MS, socketTimeoutMs: 90_000 };

/** An attempt to sign in, a renewed token, and another attempt. */
const CREATE_DEADLINE_MS = 3 * CONNECT_DEADLINE_MS;

interface AccountPool {
	connections: Pool<Connection>;
	/** The account as it was seen last: the pool outlives the executions that it serves. */
	latest: { account: Account };
}

const pools = new Map<string, AccountPool>();

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
		else forgetUnused(account.key);
	}
}

function poolOf(account: Account): Pool<Connection> {
	const existing = pools.get(account.key);
	if (existing) {
		existing.latest.account = account;
		return existing.connections;
	}
	const latest = { account };
	const connections = new Pool<Connection>({
		create: () => connect(latest.account, limits),
		validate: (connection) => connection.usable,
		destroy: disconnect,
		min: 0,
		max: MAX_CONNECTIONS,
		idleTimeoutMillis: IDLE_CLOSE_MS,
		acquireTimeoutMillis: 120_000,
		createTimeoutMillis: CREATE_DEADLINE_MS,
		propagateCreateError: true,
	});
	connections.on('destroySuccess', () => forgetUnused(account.key));
	pools.set(account.key, { connections, latest });
	return connections;
}

/** With its account goes the execution that this came from. */
function forgetUnused(key: string): void {
	const connections = pools.get(key)?.connections;
	if (!connections) return;
	const open = connections.numUsed() + connections.numFree();
	const pending = connections.numPendingAcquires() + connections.numPendingCreates();
	if (open + pending === 0) pools.delete(key);
}

/** Closes every connection, for the end of a process or a test. */
export async function closeImapPools(): Promise<void> {
	const open = [...pools.values()];
	pools.clear();
	await Promise.all(open.map(({ connections }) => connections.destroy()));
}
