import type { Account } from '../../account/settings';
import { EnvelopeError } from '../../errors';
import type { Connection } from '../../imap/connection';
import { folderEntries } from '../../imap/folderEntries';
import { personalPath } from '../../imap/folderPath';
import { withConnectionAgain } from '../../imap/pool';
import { unlessRefused } from '../../imap/refusal';
import { assertUsable } from '../../imap/usable';
import { assertOrdinary, findFolder } from './find';

/** Subscriptions that are taken along. */
const MAX_SUBSCRIBED = 200;

interface Renaming {
	from: string;
	to: string;
	/** Of the folder and those below it, as they were called before. */
	subscribed: string[];
}

/**
 * Gives a folder another name, with the folders below it, and the subscriptions to them. Where the
 * connection is lost, it is looked which name the folder has.
 *
 * @param newName a name alone keeps it where it is; with the folders above it, it moves there
 * @returns its paths
 * @throws EnvelopeError FOLDER_NOT_FOUND, INVALID_FIELD, and what the server refuses with
 */
export async function renameFolder(
	account: Account,
	name: string,
	newName: string,
): Promise<{ from: string; to: string }> {
	let told: Renaming | undefined;
	return withConnectionAgain(account, 'folder', async (connection) => {
		if (!told || !(await hasHappened(connection, told))) {
			const renaming = await renamingOf(connection, name, newName);
			const { from, to } = renaming;
			if (to === from) return { from, to };
			told = renaming;
			await unlessRefused(connection, () => connection.mailboxRename(from, to));
		}
		const { from, to, subscribed } = told;
		for (const path of subscribed) {
			await connection.mailboxUnsubscribe(path);
			await connection.mailboxSubscribe(to + path.slice(from.length));
			assertUsable(connection, 'folder');
		}
		return { from, to };
	});
}

/** There was no folder of that name when the server was told. */
async function hasHappened(connection: Connection, { from, to }: Renaming): Promise<boolean> {
	const paths = new Set((await folderEntries(connection)).map(({ path }) => path));
	return paths.has(to) && !paths.has(from);
}

async function renamingOf(
	connection: Connection,
	name: string,
	newName: string,
): Promise<Renaming> {
	const { folder, below, all } = await findFolder(connection, name);
	assertOrdinary(folder, 'renamed');
	const { path: from, parent, delimiter } = folder;
	const written = newName.trim();
	const isAlone = !written.includes('/') && !(delimiter && written.includes(delimiter));
	const own = personalPath(connection, written);
	// Below the same folder, which may be somebody else's.
	const to = isAlone && parent !== '' ? parent + delimiter + written : own;
	// Dovecot puts it in the place of a folder that it lists and has not made yet.
	if (to !== from && all.some(({ path }) => path === to)) throw taken(to);
	const subscribed = [folder, ...below].filter((each) => each.subscribed).slice(0, MAX_SUBSCRIBED);
	return { from, to, subscribed: subscribed.map(({ path }) => path) };
}

function taken(path: string): EnvelopeError {
	return new EnvelopeError('INVALID_FIELD', `There is a folder "${path}" already`, {
		phase: 'folder',
		remedy: 'Choose another name; or move the messages there, and delete this folder.',
	});
}
