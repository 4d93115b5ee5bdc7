import { EnvelopeError } from '../../errors';
import type { Connection } from '../../imap/connection';
import { personalPath } from '../../imap/folderPath';
import { assertOrdinary, findFolder } from './find';

/** Subscriptions that are taken along. */
const MAX_SUBSCRIBED = 200;

/**
 * Gives a folder another name, with the folders below it, and the subscriptions to them.
 *
 * @param newName a name alone keeps it where it is; with the folders above it, it moves there
 * @returns its paths
 * @throws EnvelopeError FOLDER_NOT_FOUND, INVALID_FIELD, and what the server refuses with
 */
export async function renameFolder(
	connection: Connection,
	name: string,
	newName: string,
): Promise<{ from: string; to: string }> {
	const { folder, below, all } = await findFolder(connection, name);
	assertOrdinary(folder, 'renamed');
	const { path: from, parent, delimiter } = folder;
	const written = newName.trim();
	const isAlone = !written.includes('/') && !(delimiter && written.includes(delimiter));
	const own = personalPath(connection, written);
	// Below the same folder, which may be somebody else's.
	const to = isAlone && parent !== '' ? parent + delimiter + written : own;
	if (to === from) return { from, to };
	// Dovecot puts it in the place of a folder that it lists and has not made yet.
	if (all.some(({ path }) => path === to)) throw taken(to);
	await connection.mailboxRename(from, to);
	const subscribed = [folder, ...below].filter((each) => each.subscribed).slice(0, MAX_SUBSCRIBED);
	for (const { path } of subscribed) {
		await connection.mailboxUnsubscribe(path);
		await connection.mailboxSubscribe(to + path.slice(from.length));
	}
	return { from, to };
}

function taken(path: string): EnvelopeError {
	return new EnvelopeError('INVALID_FIELD', `There is a folder "${path}" already`, {
		phase: 'folder',
		remedy: 'Choose another name; or move the messages there, and delete this folder.',
	});
}
