import type { Connection } from '../imap/connection';
import { openFolderOf } from '../imap/find';
import type { Handle } from '../message/handle';

/**
 * Opens the folder of a handle, unless it is open.
 *
 * @throws EnvelopeError STALE_HANDLE, FOLDER_NOT_FOUND
 */
export async function openFor(connection: Connection, handle: Handle): Promise<void> {
	const { mailbox } = connection;
	const isOpen = mailbox && mailbox.path === handle.folder;
	if (!isOpen || String(mailbox.uidValidity) !== handle.uidValidity) {
		await openFolderOf(connection, handle);
	}
}
