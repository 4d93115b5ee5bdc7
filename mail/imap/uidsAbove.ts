import { EnvelopeError } from '../errors';
import type { Connection } from './connection';
import { parseUidSet } from './uidSet';
import { assertUsable } from './usable';

/**
 * The UIDs of the open folder above one, ascending. They come as ranges where the server can (ESEARCH,
 * RFC 4731): a few bytes for 50,000 messages, which are 300 KB one by one.
 *
 * @throws EnvelopeError where the server will not search
 */
export async function uidsAbove(connection: Connection, above: number): Promise<number[]> {
	// `n:*` always holds the last message, however low its UID (RFC 3501 §6.4.8).
	const query = { uid: `${above + 1}:*` };
	const uids = (await asRanges(connection, query)) ?? (await oneByOne(connection, query));
	assertUsable(connection);
	return uids.filter((uid) => uid > above).sort((a, b) => a - b);
}

/** @returns undefined where the server has no ESEARCH, or not as the RFC has it */
async function asRanges(connection: Connection, query: { uid: string }) {
	if (!connection.capabilities.has('ESEARCH')) return undefined;
	const found = await connection.search(query, { uid: true, returnOptions: ['ALL', 'COUNT'] });
	if (!found || Array.isArray(found)) return undefined;
	const uids = parseUidSet(found.all ?? '');
	return uids?.length === found.count ? uids : undefined;
}

async function oneByOne(connection: Connection, query: { uid: string }): Promise<number[]> {
	const uids = await connection.search(query, { uid: true });
	if (Array.isArray(uids)) return uids;
	assertUsable(connection);
	// imapflow answers `false` for a search that failed, where others would read "nothing found".
	throw new EnvelopeError('SERVER_REJECTED', 'The IMAP server refused the search', {
		phase: 'fetch',
		transient: true,
	});
}
