import { EnvelopeError } from '../../errors';
import type { Connection } from '../../imap/connection';
import type { FolderEntry } from '../../imap/folderEntries';
import { unlessRefused } from '../../imap/refusal';
import { assertOrdinary, findFolder } from './find';

/** Folders that go with one. */
const MAX_BELOW = 200;

/** What was deleted. */
export interface Deleted {
	/** With the folders below, which went first. */
	paths: string[];
	/** Messages that went with them. */
	messages: number;
}

/**
 * Deletes a folder. The inbox and folders with a special use never go.
 *
 * @param withContent whether its messages and the folders below go, too; else it has to be empty, which
 * is looked at right before
 * @throws EnvelopeError FOLDER_NOT_FOUND, INVALID_FIELD for one that is not to go, and what the server
 * refuses with
 */
export async function deleteFolder(
	connection: Connection,
	name: string,
	{ withContent = false } = {},
): Promise<Deleted> {
	const { folder, below } = await findFolder(connection, name);
	const all = [...below, folder];
	for (const each of all) assertOrdinary(each, 'deleted');
	if (below.length > 0 && !withContent) throw notEmpty(folder, `${below.length} folders below it`);
	if (below.length > MAX_BELOW) throw notEmpty(folder, `more than ${MAX_BELOW} folders below it`);
	let messages = 0;
	for (const each of all) {
		const count = await messagesIn(connection, each);
		if (count > 0 && !withContent) throw notEmpty(folder, `${count} messages in it`);
		messages += count;
		await connection.mailboxDelete(each.path);
		// Else programs go on showing it. Whether the server minds is no matter any more.
		await connection.mailboxUnsubscribe(each.path);
	}
	return { paths: all.map(({ path }) => path), messages };
}

async function messagesIn(connection: Connection, { path, selectable }: FolderEntry) {
	if (!selectable) return 0;
	const status = await unlessRefused(connection, () => connection.status(path, { messages: true }));
	if (status.messages !== undefined) return status.messages;
	const what = `The server does not say whether "${path}" is empty`;
	throw new EnvelopeError('SERVER_REJECTED', what, { phase: 'folder' });
}

function notEmpty({ path }: FolderEntry, content: string): EnvelopeError {
	return new EnvelopeError('INVALID_FIELD', `"${path}" was not deleted: there are ${content}`, {
		phase: 'folder',
		remedy:
			'Move them elsewhere first; or switch on Delete Even If Not Empty, and all of it is gone for good.',
	});
}
