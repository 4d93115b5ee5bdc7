import type { MailboxObject } from 'imapflow';
import type { Connection } from './connection';
import { fetchRange } from './usable';

/**
 * The UID that the next message of the open folder will have at least. RFC 3501 §6.3.1 lets servers leave
 * UIDNEXT out.
 *
 * @throws EnvelopeError CONNECTION_LOST
 */
export async function uidNextOf(connection: Connection, folder: MailboxObject): Promise<number> {
	if (Number.isSafeInteger(folder.uidNext)) return folder.uidNext;
	if (folder.exists === 0) return 1;
	const last = await fetchRange(connection, '*', { uid: true });
	return Math.max(0, ...last.map(({ uid }) => uid)) + 1;
}
