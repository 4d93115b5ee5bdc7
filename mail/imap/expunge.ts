import type { Connection } from './connection';
import { uidSet } from './uidSet';
import { fetchOf } from './usable';

/**
 * Deletes messages of the open folder for good. Where the server cannot expunge these alone
 * (RFC 4315), they are only marked as deleted: a plain EXPUNGE would also take away what other
 * programs have marked.
 *
 * @param uids ascending; those that are gone already are no matter
 * @returns whether they are gone, or at least marked
 * @throws EnvelopeError CONNECTION_LOST
 */
export async function expungeMessages(connection: Connection, uids: number[]): Promise<boolean> {
	if (uids.length === 0) return true;
	const alone = connection.capabilities.has('UIDPLUS');
	const done = alone
		? await connection.messageDelete(uidSet(uids), { uid: true })
		: await connection.messageFlagsAdd(uidSet(uids), ['\\Deleted'], { uid: true });
	return done || areDeleted(connection, uids);
}

/** Whether messages of the open folder are gone or marked as deleted. @throws EnvelopeError CONNECTION_LOST */
export async function areDeleted(connection: Connection, uids: number[]): Promise<boolean> {
	const left = await fetchOf(connection, uids, { flags: true });
	return left.every(({ flags }) => flags?.has('\\Deleted'));
}
