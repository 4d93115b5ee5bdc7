import type { FetchMessageObject } from 'imapflow';
import { messageIdsIn } from '../message/messageId';
import type { Connection } from './connection';
import type { Listed } from './fingerprint';
import { secondsOf } from './internalDate';
import { fetchedInGroups, fetchRange } from './usable';

const query = { uid: true, size: true, internalDate: true, headers: ['message-id'] };

/**
 * What tells messages of the open folder apart, ascending. One that the server lists and does not give
 * out is left out.
 *
 * @param range UIDs ascending, or sequence numbers such as `1:200`
 */
export async function listMessages(
	connection: Connection,
	range: number[] | string,
): Promise<Listed[]> {
	const messages: Listed[] = [];
	if (typeof range === 'string') {
		messages.push(...(await fetchRange(connection, range, query)).flatMap(listedOf));
	} else {
		for await (const group of fetchedInGroups(connection, range, query)) {
			messages.push(...group.flatMap(listedOf));
		}
	}
	return messages.sort((a, b) => a.uid - b.uid);
}

/** None of what the server tells of others, or of new flags alone, in between. */
function listedOf({ uid, size, internalDate, headers }: FetchMessageObject): Listed[] {
	if (size === undefined) return [];
	const messageId = messageIdsIn(unfolded(headers))[0] ?? '';
	return [{ uid, size, messageId, receivedAt: secondsOf(internalDate) }];
}

function unfolded(header: Buffer | undefined): string {
	return (header?.toString('latin1') ?? '').replace(/\r?\n(?=[ \t])/g, '');
}
