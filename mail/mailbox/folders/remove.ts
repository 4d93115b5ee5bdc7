import type { Account } from '../../account/settings';
import { EnvelopeError } from '../../errors';
import type { Connection } from '../../imap/connection';
import { type FolderEntry, folderEntries } from '../../imap/folderEntries';
import { withConnectionAgain } from '../../imap/pool';
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
 * Deletes a folder. The inbox and folders with a special use never go. Where the connection is lost, it is
 * looked which folders are left.
 *
 * @param withContent whether its messages and the folders below go, too; else it has to be empty, which
 * is looked at right before
 * @throws EnvelopeError FOLDER_NOT_FOUND, INVALID_FIELD for one that is not to go, and what the server
 * refuses with
 */
export async function deleteFolder(
	account: Account,
	name: string,
	{ withContent = false } = {},
): Promise<Deleted> {
	let all: FolderEntry[] = [];
	/** How many messages each held that the server was told to delete. */
	const told = new Map<string, number>();
	return withConnectionAgain(account, 'folder', async (connection) => {
		if (told.size === 0) all = await allToGo(connection, name, withContent);
		const left = told.size === 0 ? all : await stillThere(connection, all);
		for (const each of all) {
			if (left.includes(each)) {
				const count = await messagesIn(connection, each);
				if (count > 0 && !withContent) throw notEmpty(each, `${count} messages in it`);
				told.set(each.path, count);
				await unlessRefused(connection, () => connection.mailboxDelete(each.path));
			}
			// Else programs go on showing it. Whether the server minds is no matter any more.
			await connection.mailboxUnsubscribe(each.path);
		}
		const messages = [...told.values()].reduce((sum, count) => sum + count, 0);
		return { paths: all.map(({ path }) => path), messages };
	});
}

/** The folder and those below it, the deepest first. */
async function allToGo(connection: Connection, name: string, withContent: boolean) {
	const { folder, below } = await findFolder(connection, name);
	const all = [...below, folder];
	for (const each of all) assertOrdinary(each, 'deleted');
	if (below.length > 0 && !withContent) throw notEmpty(folder, `${below.length} folders below it`);
	if (below.length > MAX_BELOW) throw notEmpty(folder, `more than ${MAX_BELOW} folders below it`);
	return all;
}

async function stillThere(connection: Connection, folders: FolderEntry[]): Promise<FolderEntry[]> {
	const paths = new Set((await folderEntries(connection)).map(({ path }) => path));
	return folders.filter(({ path }) => paths.has(path));
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
