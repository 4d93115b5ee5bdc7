import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { z } from 'zod';
import type { FlagsOfMessage } from '../../imap/states';
import { MAX_UIDS, parseUidSet, uidSet } from '../../imap/uidSet';
import { recalled, SKETCH_BYTES, sketchOf } from './sketch';

/** Messages that are known, by UID, and the state of each in 32 bits. */
export type Snapshot = Map<number, number>;

/** The state of every message where the server itself counts changes. */
export const UNCOMPARED = 0;

/** A snapshot in a token: all of it, by state; or a sketch, where that would be too large. */
export const keptSnapshot = z.union([
	z.object({ list: z.array(z.tuple([z.int().nonnegative(), z.string()])) }),
	z.object({ sketch: z.string() }),
]);

export type KeptSnapshot = z.infer<typeof keptSnapshot>;

/** Characters of a list, however well they can be compressed. */
const MAX_LIST_LENGTH = 1_000_000;

/** What is kept of a snapshot, some 6 KB in a token at most. */
export function keep(snapshot: Snapshot): KeptSnapshot {
	const uidsByState = new Map<number, number[]>();
	for (const uid of [...snapshot.keys()].sort((a, b) => a - b)) {
		const state = snapshot.get(uid) ?? UNCOMPARED;
		const uids = uidsByState.get(state) ?? [];
		uids.push(uid);
		uidsByState.set(state, uids);
	}
	if (snapshot.size > MAX_UIDS) return { sketch: sketchOf(snapshot) };
	const list = [...uidsByState].map(([state, uids]): [number, string] => [state, uidSet(uids)]);
	const text = JSON.stringify(list);
	const fits = text.length <= MAX_LIST_LENGTH && deflateSync(text).length <= SKETCH_BYTES;
	return fits ? { list } : { sketch: sketchOf(snapshot) };
}

/** Whether messages of today are needed to recall it. */
export function isSketch(kept: KeptSnapshot): boolean {
	return 'sketch' in kept;
}

/**
 * The snapshot that was kept.
 *
 * @param now the messages of today, up to the same UID, which a sketch needs
 * @returns undefined where a sketch cannot tell it, because too much is different now
 */
export function recall(kept: KeptSnapshot, now: Snapshot): Snapshot | undefined {
	if ('sketch' in kept) return recalled(kept.sketch, now);
	const snapshot: Snapshot = new Map();
	let room = MAX_UIDS;
	for (const [state, set] of kept.list) {
		const uids = parseUidSet(set);
		room -= uids?.length ?? Infinity;
		if (!uids || room < 0) return undefined;
		for (const uid of uids) snapshot.set(uid, state);
	}
	return snapshot;
}

const states = new Map<string, number>();
const MAX_REMEMBERED_STATES = 1_000;

/** The flags and labels of a message in 32 bits: two states are the same by one chance in 2^32. */
export function stateOf({ flags, labels }: Pick<FlagsOfMessage, 'flags' | 'labels'>): number {
	const text = JSON.stringify([[...flags].sort(), [...labels].sort()]);
	const known = states.get(text);
	if (known !== undefined) return known;
	const state = createHash('sha256').update(text).digest().readUInt32LE();
	if (states.size >= MAX_REMEMBERED_STATES) states.clear();
	states.set(text, state);
	return state;
}
