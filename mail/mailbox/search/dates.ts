import type { Connection } from '../../imap/connection';
import { fetchOf } from '../../imap/usable';
import { secondsOf } from '../../imap/watch/listed';

/** Messages of one command: what comes back is held until it ends. */
const AT_A_TIME = 1_000;

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
	const hits: Hit[] = [];
	for (let start = 0; start < uids.length; start += AT_A_TIME) {
		const some = uids.slice(start, start + AT_A_TIME);
		const fetched = await fetchOf(connection, [...some].reverse(), { internalDate: true });
		const dates = new Map(fetched.map(({ uid, internalDate }) => [uid, secondsOf(internalDate)]));
		for (const uid of some) {
			const receivedAt = dates.get(uid);
			if (receivedAt !== undefined) hits.push({ uid, receivedAt });
		}
	}
	return hits;
}
