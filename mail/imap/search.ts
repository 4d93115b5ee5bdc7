import type { SearchObject } from 'imapflow';
import { EnvelopeError } from '../errors';
import type { Connection } from './connection';
import type { Cursor } from './cursor';

/**
 * The wanted messages of the open folder above a UID, in ascending order.
 *
 * @param backlog narrows what is wanted up to its UID
 * @throws EnvelopeError where the server will not search
 */
export async function searchUids(
	connection: Connection,
	above: number,
	backlog: Cursor['backlog'] | undefined,
): Promise<number[]> {
	if (!backlog || backlog.upTo <= above) return uidsAbove(connection, above);
	const narrowed: SearchObject = { uid: `${above + 1}:${backlog.upTo}` };
	if (backlog.unread) narrowed.seen = false;
	if (backlog.after) narrowed.since = new Date(backlog.after);
	return [
		...(await search(connection, narrowed)).filter((uid) => uid > above && uid <= backlog.upTo),
		...(await uidsAbove(connection, backlog.upTo)),
	];
}

/** `n:*` always holds the last message, however low its UID (RFC 3501 §6.4.8). */
async function uidsAbove(connection: Connection, above: number): Promise<number[]> {
	const uids = await search(connection, { uid: `${above + 1}:*` });
	return uids.filter((uid) => uid > above);
}

/** imapflow answers `false` for a search that failed, where others would read "nothing found". */
async function search(connection: Connection, query: SearchObject): Promise<number[]> {
	const uids = await connection.search(query, { uid: true });
	if (Array.isArray(uids)) return uids.sort((a, b) => a - b);
	throw new EnvelopeError('SERVER_REJECTED', 'The IMAP server refused the search', {
		phase: 'fetch',
		transient: true,
	});
}
