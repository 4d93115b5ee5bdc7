import type { FetchMessageObject, FetchQueryObject } from 'imapflow';
import { EnvelopeError, type Phase } from '../errors';
import type { Connection } from './connection';
import { uidSet } from './uidSet';

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
 * What FETCH tells of messages of the open folder; one that is gone is left out.
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
	const fetched = await connection.fetchAll(uidSet(uids), query, { uid: true });
	assertUsable(connection);
	return fetched;
}
