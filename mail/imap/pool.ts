import { Pool } from 'tarn';
import type { Account } from '../account/settings';
import { EnvelopeError, type Phase } from '../errors';
import { type Connection, connect, disconnect } from './connection';
import { imapError } from './imapError';
import { cameWithin } from './within';

/** Of the 10 to 20 that servers allow a user; the rest are for triggers and mail programs. */
export const MAX_CONNECTIONS = 3;

/** How long an unused connection stays open for the next item, execution or tool call. */
const IDLE_CLOSE_MS = 60_000;

const CONNECT_DEADLINE_MS = 30_000;
const connectOptions = {
	deadlineMs: CONNECT_DEADLINE_MS,
	socketTimeoutMs: 90_000,
	qresync: true,
};

/** A connection that nobody used for so long is asked whether it lives before it is given out. */
const UNSURE_AFTER_MS = 10_000;
const ALIVE_WITHIN_MS = 5_000;

/** An attempt to sign in, a renewed token, and another attempt. */
const CREATE_DEADLINE_MS = 3 * CONNECT_DEADLINE_MS;

interface AccountPool {
	connections: Pool<Connection>;
	/** The account as it was seen last: the pool outlives the executions that it serves. */
	latest: { account: Account };
}

const pools = new Map<string, AccountPool>();

/** When a connection was given back last, in milliseconds since 1970. */
const givenBack = new WeakMap<Connection, number>();

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
		connection = await acquire(pool);
		return await use(connection);
	} catch (error) {
		throw imapError(error, account, phase);
	} finally {
		if (connection) giveBack(pool, connection);
		else forgetUnused(account.key);
	}
}

/**
 * The same for commands that may be given twice, such as those that only read, and for those that take up
 * where they were: where the connection is lost, they are given on another one. All that waited in the pool
 * may have died there; of new ones, a second one that is lost is an error.
 *
 * @throws EnvelopeError
 */
export async function withConnectionAgain<T>(
	account: Account,
	phase: Phase,
	use: (connection: Connection) => Promise<T>,
): Promise<T> {
	let newOnesLost = 0;
	for (let attempt = 1; ; attempt++) {
		let wasWaiting = false;
		try {
			return await withConnection(account, phase, (connection) => {
				wasWaiting = givenBack.has(connection);
				return use(connection);
			});
		} catch (error) {
			if (!(error instanceof EnvelopeError) || error.code !== 'CONNECTION_LOST') throw error;
			if (!wasWaiting) newOnesLost++;
			if (newOnesLost > 1 || attempt > MAX_CONNECTIONS + 1) throw error;
		}
	}
}

function giveBack(pool: Pool<Connection>, connection: Connection): void {
	givenBack.set(connection, Date.now());
	pool.release(connection);
}

async function acquire(pool: Pool<Connection>): Promise<Connection> {
	for (;;) {
		const connection = await pool.acquire().promise;
		if (await isAlive(connection)) return connection;
		connection.close();
		pool.release(connection); // which takes it out, as it is not usable any more
	}
}

/** Half-open connections look usable: they are found by asking. */
async function isAlive(connection: Connection): Promise<boolean> {
	const since = givenBack.get(connection);
	if (since === undefined || Date.now() - since < UNSURE_AFTER_MS) return true;
	const asked = connection.noop().catch(() => {});
	return (await cameWithin(ALIVE_WITHIN_MS, asked)) && connection.usable;
}

function poolOf(account: Account): Pool<Connection> {
	const existing = pools.get(account.key);
	if (existing) {
		existing.latest.account = account;
		return existing.connections;
	}
	const latest = { account };
	const connections = new Pool<Connection>({
		create: () => connect(latest.account, connectOptions),
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
