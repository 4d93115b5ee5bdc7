import type { Connection } from '../../imap/connection';
import { type FlagsOfMessage, flagsOf } from '../../imap/states';
import { uidsAbove } from '../../imap/uidsAbove';
import { isSketch, recall, type Snapshot, stateOf, UNCOMPARED } from './snapshot';
import type { Place } from './token';

/** What is different in the open folder. */
export interface Look {
	/** What was known up to the place's last UID. */
	known: Snapshot;
	/** Messages up to that UID whose state is another one, or which were not known; in any order. */
	changed: FlagsOfMessage[];
	/** Messages that are not there any more; in any order. */
	gone: number[];
	/** UIDs above that one, ascending. */
	above: number[];
	/** The state of a message in snapshots of this folder. */
	stateOf: (message: Pick<FlagsOfMessage, 'flags' | 'labels'>) => number;
}

/**
 * What is different since the place, over the connection on which its folder is open.
 *
 * @returns undefined where the token cannot tell it
 */
export async function lookSince(connection: Connection, place: Place): Promise<Look | undefined> {
	const { modseq } = place;
	return modseq === null ? comparing(connection, place) : counted(connection, place, modseq);
}

/** The server tells nothing: all states are compared. */
async function comparing(connection: Connection, place: Place): Promise<Look | undefined> {
	const states = await flagsOf(connection, '1:*', { uid: true });
	const there = states.filter(({ uid }) => uid <= place.last);
	const now: Snapshot = new Map(there.map((state) => [state.uid, stateOf(state)]));
	const known = recall(place.known, now);
	return (
		known && {
			known,
			changed: there.filter(({ uid }) => known.get(uid) !== now.get(uid)),
			gone: [...known.keys()].filter((uid) => !now.has(uid)),
			above: ascending(states.map(({ uid }) => uid).filter((uid) => uid > place.last)),
			stateOf,
		}
	);
}

/** The server counts changes (CONDSTORE), and may tell who has gone, too (QRESYNC). */
async function counted(
	connection: Connection,
	place: Place,
	modseq: string,
): Promise<Look | undefined> {
	const listed = isSketch(place.known) ? undefined : recall(place.known, new Map());
	const vanished = new Set<number>();
	const changed = await changedSince(connection, place, modseq, (uid) => {
		if (listed?.has(uid)) vanished.add(uid);
	});
	const isTold = listed !== undefined && tellsWhoIsGone(connection);
	const uids = await uidsAbove(connection, isTold ? place.last : 0);
	const there = uids.filter((uid) => uid <= place.last);
	const now: Snapshot = new Map(there.map((uid) => [uid, UNCOMPARED]));
	const known = listed ?? recall(place.known, now);
	const isGone = (uid: number) => (isTold ? vanished.has(uid) : !now.has(uid));
	return (
		known && {
			known,
			changed: changed.filter(({ uid }) => !isGone(uid)),
			// A server that has forgotten when they went tells of all that ever did.
			gone: [...known.keys()].filter(isGone),
			above: uids.filter((uid) => uid > place.last),
			stateOf: () => UNCOMPARED,
		}
	);
}

/** QRESYNC; in an empty folder nothing is asked for, and nothing told. */
function tellsWhoIsGone({ enabled, mailbox }: Connection): boolean {
	return enabled.has('QRESYNC') && mailbox !== false && mailbox.exists > 0;
}

/**
 * The states of messages that changed, of those that are known.
 *
 * @param onVanished told the UID of each message that has gone, where the server does (RFC 7162 §3.2.6)
 */
async function changedSince(
	connection: Connection,
	{ last, sweep }: Place,
	modseq: string,
	onVanished: (uid: number) => void,
): Promise<FlagsOfMessage[]> {
	const first = (sweep?.after ?? 0) + 1;
	if (first > last) return [];
	const listen = ({ uid, vanished }: { uid?: number; vanished: boolean }) => {
		if (vanished && uid !== undefined && uid <= last) onVanished(uid);
	};
	connection.on('expunge', listen);
	try {
		const options = { uid: true, changedSince: modseq };
		const states = await flagsOf(connection, `${first}:${last}`, options);
		return states.filter(({ uid }) => uid >= first && uid <= last);
	} finally {
		connection.off('expunge', listen);
	}
}

function ascending(uids: number[]): number[] {
	return uids.sort((a, b) => a - b);
}
