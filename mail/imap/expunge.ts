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
	try {
		await expungeOrMark(connection, uidSet(uids));
	} catch (error) {
		const left = await fetchOf(connection, uids, { flags: true });
		if (left.some(({ flags }) => !flags?.has('\\Deleted'))) throw error;
	}
}

/**
 * The same in one command, without a look at what became of them.
 *
 * @param uids a set for the command
 * @returns false where they are only marked
 */
export async function expungeOrMark(connection: Connection, uids: string): Promise<boolean> {
	const alone = connection.capabilities.has('UIDPLUS');
	await unlessRefused(connection, () =>
		alone
			? connection.messageDelete(uids, { uid: true })
			: connection.messageFlagsAdd(uids, ['\\Deleted'], { uid: true }),
	);
	return alone;
}
