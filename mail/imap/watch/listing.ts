import type { Connection } from '../connection';
import { uidSet } from '../uidSet';
import { assertUsable } from '../usable';
import { messageIdsIn } from '../../message/messageId';
import { type Listed, secondsOf } from './listed';

/** Messages of one command: what comes back is held until it ends. */
const AT_A_TIME = 1_000;

/**
 * What tells messages of the open folder apart, ascending. One that the server lists and does not give
 * out is left out.
 *
 * @param range UIDs ascending, or sequence numbers such as `1:200`
 */
export async function listed(connection: Connection, range: number[] | string): Promise<Listed[]> {
	if (typeof range === 'string') return fetchListed(connection, range, false);
	const messages: Listed[] = [];
	for (let start = 0; start < range.length; start += AT_A_TIME) {
		const uids = range.slice(start, start + AT_A_TIME);
		const wanted = new Set(uids);
		const found = await fetchListed(connection, uidSet(uids), true);
		messages.push(...found.filter(({ uid }) => wanted.has(uid)));
	}
	return messages;
}

async function fetchListed(connection: Connection, range: string, uid: boolean): Promise<Listed[]> {
	const query = { uid: true, size: true, internalDate: true, headers: ['message-id'] };
	const fetched = await connection.fetchAll(range, query, { uid });
	assertUsable(connection);
	return fetched
		.filter(({ size }) => size !== undefined)
		.map(({ uid, size = 0, internalDate, headers }) => ({
			uid,
			size,
			messageId: messageIdsIn(unfolded(headers))[0] ?? '',
			receivedAt: secondsOf(internalDate),
		}))
		.sort((a, b) => a.uid - b.uid);
}

function unfolded(header: Buffer | undefined): string {
	return (header?.toString('latin1') ?? '').replace(/\r?\n(?=[ \t])/g, '');
}
