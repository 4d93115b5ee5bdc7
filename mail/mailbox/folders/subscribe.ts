import type { Connection } from '../../imap/connection';
import { unlessRefused } from '../../imap/refusal';
import { findFolder } from './find';

/**
 * Subscribes to a folder, so that mail programs show it, or ends that.
 *
 * @returns its path
 * @throws EnvelopeError FOLDER_NOT_FOUND, and what the server refuses with
 */
export async function subscribeFolder(
	connection: Connection,
	name: string,
	wanted: boolean,
): Promise<string> {
	const { path } = (await findFolder(connection, name)).folder;
	await unlessRefused(connection, () =>
		wanted ? connection.mailboxSubscribe(path) : connection.mailboxUnsubscribe(path),
	);
	return path;
}
