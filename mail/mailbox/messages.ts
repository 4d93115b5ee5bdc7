import type { Connection } from '../imap/connection';
import { type FetchOptions, fetchMessages } from '../imap/fetch';
import type { Handle } from '../message/handle';
import type { Message } from '../message/model';
import { inFolders } from './inFolders';

/** Messages of one command; the next ones come while these are parsed. */
const BATCH = 25;

/**
 * Messages of any folders with their texts, in the order of the handles; those that are gone are left
 * out. Nothing is marked as read.
 *
 * @param handles so many that the messages fit into memory
 * @throws EnvelopeError STALE_HANDLE, FOLDER_NOT_FOUND
 */
export async function messages(
	connection: Connection,
	handles: Handle[],
	options: FetchOptions = {},
): Promise<Message[]> {
	return inFolders(connection, handles, (uids) => inBatches(connection, uids, options));
}

/** Two batches are under way at a time. */
async function inBatches(
	connection: Connection,
	uids: number[],
	options: FetchOptions,
): Promise<Message[]> {
	const batches: Promise<Message[]>[] = [];
	for (let start = 0; start < uids.length; start += BATCH) {
		const batch = fetchMessages(connection, uids.slice(start, start + BATCH), options);
		batch.catch(() => {}); // whoever awaits it is told
		batches.push(batch);
		await batches.at(-2);
	}
	return (await Promise.all(batches)).flat();
}
