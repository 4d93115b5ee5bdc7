import { asWords } from '../../errors';
import type { Connection } from '../../imap/connection';
import { type Envelope, envelopesOf } from '../../imap/envelopes';
import { type FlagsOfMessage, flagsOf } from '../../imap/states';
import { uidsAbove } from '../../imap/uidsAbove';
import { formatHandle } from '../../message/handle';
import type { Message } from '../../message/model';
import { type Look, lookSince } from './look';
import type { OpenFolder } from './openFolder';
import { keep, type Snapshot, stateOf, UNCOMPARED } from './snapshot';
import type { Place } from './token';

/** A message that is there with other flags or labels, which are given as they are now. */
export type Changed = Pick<Message, 'id' | 'uid' | 'folder' | 'flags' | 'labels'>;

/** A message that was deleted or moved elsewhere. */
export type Gone = Pick<Message, 'id' | 'uid' | 'folder'>;

/** What happened in one folder. */
export interface FolderChanges {
	new: Envelope[];
	changed: Changed[];
	gone: Gone[];
	/** Up to here it is told. */
	place: Place;
	/** Whether there is more to tell at once. */
	more: boolean;
}

export type StartFrom = 'now' | 'everything';

/** The place from which changes of the open folder are told: all is new, or nothing is. */
export async function beginning(
	connection: Connection,
	folder: OpenFolder,
	startFrom: StartFrom,
): Promise<Place> {
	const { path, uidValidity, modseq } = folder;
	const known = startFrom === 'now' ? await present(connection, folder) : new Map<number, number>();
	return {
		path,
		uidValidity,
		last: highest(known.keys()),
		modseq: modseq === null ? null : String(modseq),
		known: keep(known),
	};
}

async function present(connection: Connection, { modseq }: OpenFolder): Promise<Snapshot> {
	if (modseq === null) {
		const states = await flagsOf(connection, '1:*', { uid: true });
		return new Map(states.map((state) => [state.uid, stateOf(state)]));
	}
	return new Map((await uidsAbove(connection, 0)).map((uid) => [uid, UNCOMPARED]));
}

/**
 * What happened since a place in the open folder. What happens while it is read is told the next time,
 * a second time at most: whoever takes it over into a copy comes to the same in the end.
 *
 * @param room how many messages are told of at most, 1 or more: first those up to the place's last UID,
 * by UID, then new ones
 * @param now seconds since 1970
 * @returns a sentence where the token does not hold any more
 */
export async function folderChanges(
	connection: Connection,
	folder: OpenFolder,
	place: Place,
	room: number,
	now = Math.floor(Date.now() / 1000),
): Promise<FolderChanges | string> {
	const outdated = whyOutdated(folder, place);
	if (outdated !== undefined) return outdated;
	const look = await lookSince(connection, place);
	if (!look) return tooMuch(folder);
	const { told, rest } = firstOf(look, room);
	const above = look.above.filter((uid) => !isGivenUp(place, uid, now));
	const upcoming = rest ? [] : above.slice(0, room - told.length);
	const late = told.filter((one) => !look.known.has(one.uid)).map(({ uid }) => uid);
	const found = await envelopesIn(connection, [...late, ...upcoming]);
	const given = new Set(found.map(({ uid }) => uid));
	// Deleted meanwhile, or not copied yet from another server: later ones would leave it behind.
	const missing = upcoming.find((uid) => !given.has(uid));
	const arrivals = found.filter(({ uid }) => uid < (missing ?? Infinity));
	const changed = told.filter(isThere).filter(({ uid }) => look.known.has(uid));
	const gone = told.filter((one) => !isThere(one));
	const known = new Map(look.known);
	for (const { uid } of gone) known.delete(uid);
	for (const message of changed) known.set(message.uid, look.stateOf(message));
	for (const { uid, flags, labels } of arrivals) {
		known.set(uid, look.stateOf({ flags: new Set(flags), labels: new Set(labels) }));
	}
	const last = highest([place.last, ...arrivals.map(({ uid }) => uid)]);
	const counts = countsAfter(folder, place, rest ? highest(told.map(({ uid }) => uid)) : undefined);
	const isBehind = place.sweep !== undefined && counts.modseq !== String(folder.modseq);
	// Where the server holds back what it lists, asking again at once is of no use.
	const hasMoved = told.length + arrivals.length > 0;
	return {
		new: arrivals,
		changed: changed.map((message) => ({
			...entry(folder, message.uid),
			flags: [...message.flags],
			labels: [...message.labels],
		})),
		gone: gone.map(({ uid }) => entry(folder, uid)),
		place: { ...place, last, ...counts, held: heldBy(place, missing, now), known: keep(known) },
		more: rest || isBehind || (hasMoved && (above.at(-1) ?? 0) > last),
	};
}

/** Ascending, as the UIDs. */
async function envelopesIn(connection: Connection, uids: number[]): Promise<Envelope[]> {
	const found = await envelopesOf(connection, uids);
	return uids.flatMap((uid) => found.get(uid) ?? []);
}

function whyOutdated({ path, uidValidity, modseq }: OpenFolder, place: Place): string | undefined {
	if (place.uidValidity !== uidValidity) {
		return `The server has rebuilt the folder "${asWords(path)}" (UIDVALIDITY ${uidValidity}): its messages have other IDs now.`;
	}
	if (place.modseq === null) return undefined;
	if (modseq === null) {
		return `The server does not count the changes in the folder "${asWords(path)}" any more (CONDSTORE).`;
	}
	if (BigInt(place.modseq) > modseq) {
		return `The server counts the changes in the folder "${asWords(path)}" anew (HIGHESTMODSEQ ${modseq}).`;
	}
	return undefined;
}

function tooMuch({ path }: OpenFolder): string {
	return `More has changed in the folder "${asWords(path)}" than the token can tell, for a large folder with many gaps some 200 messages.`;
}

type Told = FlagsOfMessage | { uid: number };

function isThere(told: Told): told is FlagsOfMessage {
	return 'flags' in told;
}

/** The first of what is different, by UID, and whether there is more. */
function firstOf({ changed, gone }: Look, room: number): { told: Told[]; rest: boolean } {
	const all: Told[] = [...changed, ...gone.map((uid) => ({ uid }))];
	all.sort((a, b) => a.uid - b.uid);
	return { told: all.slice(0, room), rest: all.length > room };
}

/** How long new messages wait for one that the server lists and does not give out, in seconds. */
const HELD_FOR_S = 600;

function isGivenUp({ held }: Place, uid: number, now: number): boolean {
	return held?.uid === uid && now - held.since > HELD_FOR_S;
}

/** @param told the UID up to which changes are told, where not all of them are */
function countsAfter(folder: OpenFolder, place: Place, told: number | undefined) {
	const { modseq, sweep } = place;
	if (modseq === null) return { modseq };
	const upTo = sweep?.upTo ?? String(folder.modseq);
	if (told === undefined) return { modseq: upTo, sweep: undefined };
	return { modseq, sweep: { after: Math.max(told, sweep?.after ?? 0), upTo } };
}

function heldBy({ held }: Place, missing: number | undefined, now: number): Place['held'] {
	if (missing === undefined) return undefined;
	return held?.uid === missing ? held : { uid: missing, since: now };
}

function entry({ path, uidValidity }: OpenFolder, uid: number): Gone {
	return { id: formatHandle({ uid, uidValidity, folder: path }), uid, folder: path };
}

/** 0 of none; spread into Math.max, 100,000 numbers would be too many. */
function highest(uids: Iterable<number>): number {
	let highest = 0;
	for (const uid of uids) highest = Math.max(highest, uid);
	return highest;
}
