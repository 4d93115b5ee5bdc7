import type { Connection } from './connection';
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
				{ flags: [...(flags ?? [])].filter(isKept), labels: [...(named ?? [])].map(decodedLabel) },
			]),
	);
}

/** \Recent is the session's, not the message's (RFC 3501 §2.3.2). */
function isKept(flag: string): boolean {
	return flag.toLowerCase() !== '\\recent';
}
