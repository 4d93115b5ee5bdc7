import type { Connection } from '../imap/connection';
import { openFolderOf } from '../imap/find';
import { assertUsable } from '../imap/usable';
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

/**
 * Opens a folder as it is now. Where it is open already, the server is asked for its news, which takes
 * it less than to open it anew.
 *
 * @throws EnvelopeError CONNECTION_LOST
 */
export async function openNow(
	connection: Connection,
	folder: string,
): Promise<Omit<Handle, 'uid'>> {
	const { mailbox } = connection;
	if (mailbox && mailbox.path === folder) {
		await connection.noop();
		assertUsable(connection);
		return { folder, uidValidity: String(mailbox.uidValidity) };
	}
	const { path, uidValidity } = await connection.mailboxOpen(folder, { readOnly: true });
	return { folder: path, uidValidity: String(uidValidity) };
}
