import type { Connection } from './connection';
import { lastingFlags } from './flagName';
import { hasLabels } from './folders';
import { decodedLabel } from './labelName';
import { fetchOf } from './usable';

/** What a message is marked with. */
export interface Marks {
	flags: string[];
	/** Of Gmail; empty elsewhere. */
	labels: string[];
}

/** By UID, of those of the open folder that are there. @param uids ascending */
export async function marksOf(connection: Connection, uids: number[]): Promise<Map<number, Marks>> {
	const labels = hasLabels(connection);
	const fetched = await fetchOf(connection, uids, { uid: true, flags: true, labels });
	return new Map(
		fetched
			// News that the server sends in between are of other messages, too.
			.filter(({ uid, flags }) => flags !== undefined && uid !== undefined)
			.map(({ uid, flags, labels: named }) => [
				uid,
				{ flags: lastingFlags(flags), labels: [...(named ?? [])].map(decodedLabel) },
			]),
	);
}
