import type { Connection } from './connection';
import { unlessRefused } from './refusal';
import { uidSet } from './uidSet';
import { fetchOf } from './usable';

/**
 * Deletes messages of the open folder for good. Where the server cannot expunge these alone
 * (RFC 4315), they are only marked as deleted: a plain EXPUNGE would also take away what other
 * programs have marked.
 *
 * @param uids ascending; those that are gone already are no matter
 * @throws EnvelopeError CONNECTION_LOST, and what the server refused with
 */
export async function expungeMessages(connection: Connection, uids: number[]): Promise<void> {
	if (uids.length === 0) return;
	const alone = connection.capabilities.has('UIDPLUS');
	try {
		await unlessRefused(connection, () =>
			alone
				? connection.messageDelete(uidSet(uids), { uid: true })
				: connection.messageFlagsAdd(uidSet(uids), ['\\Deleted'], { uid: true }),
		);
	} catch (error) {
		const left = await fetchOf(connection, uids, { flags: true });
		if (left.some(({ flags }) => !flags?.has('\\Deleted'))) throw error;
	}
}
