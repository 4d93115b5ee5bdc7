import { byFolder } from '../imap/byFolder';
import type { Connection } from '../imap/connection';
import { formatHandle, type Handle } from '../message/handle';
import { openFor } from './open';

/**
 * What is read of messages in any folders, in the order of the handles; what is gone is left out.
 *
 * @param read what there is of some messages of the open folder, by their UIDs, ascending
 * @throws EnvelopeError STALE_HANDLE, FOLDER_NOT_FOUND, and what `read` throws
 */
export async function inFolders<T extends { id: string }>(
	connection: Connection,
	handles: Handle[],
	read: (uids: number[]) => Promise<Iterable<T>>,
): Promise<T[]> {
	const found = new Map<string, T>();
	for (const group of byFolder(handles)) {
		const [first] = group;
		if (first) await openFor(connection, first);
		for (const one of await read(group.map(({ uid }) => uid))) found.set(one.id, one);
	}
	return handles.flatMap((handle) => found.get(formatHandle(handle)) ?? []);
}
