import type { FetchMessageObject, FetchQueryObject } from 'imapflow';
import { EnvelopeError, type Phase } from '../errors';
import type { Connection } from './connection';
import { uidGroups, uidSet } from './uidSet';

/**
 * For after an answer that is empty or `false`: on a connection that has ended imapflow gives these,
 * as if the server had.
 *
 * @throws EnvelopeError CONNECTION_LOST
 */
export function assertUsable(connection: Connection, phase: Phase = 'fetch'): void {
	if (connection.usable) return;
	throw new EnvelopeError('CONNECTION_LOST', 'The IMAP connection ended', { phase });
}

/**
 * What FETCH tells of messages of the open folder, each once; one that is gone is left out.
 *
 * @param uids ascending
 * @throws EnvelopeError CONNECTION_LOST, and whatever the connection throws
 */
export async function fetchOf(
	connection: Connection,
	uids: number[],
	query: FetchQueryObject,
): Promise<FetchMessageObject[]> {
	if (uids.length === 0) return [];
	const wanted = new Set(uids);
	const messages = new Map<number, FetchMessageObject>();
	for (const data of await connection.fetchAll(uidSet(uids), query, { uid: true })) {
		// The server may tell of others, or of new flags alone, in between (RFC 3501 §7.4.2).
		if (!wanted.has(data.uid)) continue;
		messages.set(data.uid, { ...messages.get(data.uid), ...data });
	}
	assertUsable(connection);
	return [...messages.values()];
}

/** Messages of one command, of which what comes back is held until it ends: some 3 KB each. */
const AT_A_TIME = 1_000;

/** The same of any number of messages, a group after the other, for what is short. */
export async function* fetchedInGroups(
	connection: Connection,
	uids: number[],
	query: FetchQueryObject,
): AsyncGenerator<FetchMessageObject[]> {
	for (const group of uidGroups(uids)) {
		for (let start = 0; start < group.length; start += AT_A_TIME) {
			const some = group.slice(start, start + AT_A_TIME);
			const fetched = await fetchOf(connection, some, { ...query, size: true });
			// What has flags alone is about to be gone.
			yield fetched.filter(({ size }) => size !== undefined);
		}
	}
}
