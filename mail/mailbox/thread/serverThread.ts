import type { Connection } from '../../imap/connection';
import type { Folder } from '../../imap/folders';
import { assertUsable } from '../../imap/usable';
import type { Found } from './found';
import { membersAt } from './member';
import { open } from './places';

/** Messages of a conversation that are read of one folder; the newest. */
const MAX_FOUND = 500;

/**
 * Adds what the server counts as the conversation: Gmail (X-GM-THRID), or by RFC 8474 (OBJECTID).
 *
 * @param threadId the server's
 * @returns false where the server will not search, so that another way has to be taken
 */
export async function addServerThread(
	connection: Connection,
	folders: Folder[],
	threadId: string,
	found: Found,
): Promise<boolean> {
	for (const folder of folders) {
		const opened = await open(connection, folder);
		if (!opened) continue;
		const uids = await connection.search({ threadId }, { uid: true });
		assertUsable(connection);
		if (!Array.isArray(uids)) return false;
		if (uids.length > MAX_FOUND) found.isCut = true;
		const members = await membersAt(connection, opened, uids.slice(-MAX_FOUND));
		for (const member of members) found.add(member);
	}
	return true;
}
