import type { Connection } from '../../imap/connection';
import { secondsOf } from '../../imap/internalDate';
import { fetchedInGroups } from '../../imap/usable';

export interface Hit {
	uid: number;
	/** INTERNALDATE in seconds; 0 where it was not asked for. */
	receivedAt: number;
}

/**
 * When the server got messages of the open folder; those that are gone are left out.
 *
 * @param uids descending; so is the result
 */
export async function withDates(connection: Connection, uids: number[]): Promise<Hit[]> {
	const dates = new Map<number, number>();
	const ascending = [...uids].reverse();
	for await (const group of fetchedInGroups(connection, ascending, { internalDate: true })) {
		for (const { uid, internalDate } of group) dates.set(uid, secondsOf(internalDate));
	}
	return uids.flatMap((uid) => {
		const receivedAt = dates.get(uid);
		return receivedAt === undefined ? [] : [{ uid, receivedAt }];
	});
}
