import type { Cursor } from './cursor';
import { fingerprintOf, type Listed } from './listed';

/** Of the newest messages so many are remembered one by one, some 25 bytes each. */
const REMEMBERED = 200;

interface Expected {
	uid: number;
	settled: boolean;
}

/**
 * Where a reader is in its folder. Messages are expected in the order of their UIDs and settle in any
 * order; the cursor moves over a contiguous prefix alone, so that after a crash nothing unsettled
 * lies behind it.
 */
export class Position {
	/** In the order in which they were expected; up to `first`, all are settled. */
	private queue: Expected[] = [];
	private first = 0;
	private readonly expected = new Map<number, Expected>();
	private readonly seen: Map<number, string>;
	private readonly lost: Set<string>;

	/** @param onMove told the cursor whenever it changed */
	constructor(
		private current: Cursor,
		private readonly onMove: (cursor: Cursor) => void,
	) {
		// What was handed on and not settled is handed on again.
		this.seen = new Map(current.seen.filter(([uid]) => uid <= current.uid));
		this.lost = new Set(current.lost);
	}

	get cursor(): Cursor {
		return this.current;
	}

	/** Whether the message was expected or settled before. */
	knows(uid: number): boolean {
		return uid <= this.current.knownUpTo || this.seen.has(uid) || this.expected.has(uid);
	}

	/** To be called in ascending order of UID. One that comes late is let in behind the cursor. */
	expect(uid: number): void {
		const entry = { uid, settled: false };
		this.expected.set(uid, entry);
		if (uid > (this.queue.at(-1)?.uid ?? this.current.uid)) this.queue.push(entry);
	}

	/**
	 * Messages are handed on as one, from now until they settle.
	 *
	 * @param asBatch whether they have to be the same again after a crash
	 */
	begin(messages: Listed[], asBatch: boolean): void {
		for (const message of messages) this.seen.set(message.uid, fingerprintOf(message));
		const { batches } = this.current;
		const batch = messages.map(({ uid }) => uid);
		this.moveTo({ batches: asBatch ? [...batches, batch] : batches });
	}

	/** A message that is not wanted. */
	drop(message: Listed): void {
		this.seen.set(message.uid, fingerprintOf(message));
		this.settle([message.uid]);
	}

	/** Whether this is a message of before UIDVALIDITY changed that has come back; asked once for each. */
	isFound(message: Listed): boolean {
		return this.lost.delete(fingerprintOf(message));
	}

	/** Messages are dealt with, or there is nothing to do about them. */
	settle(uids: number[]): void {
		for (const uid of uids) {
			const entry = this.expected.get(uid);
			if (entry) entry.settled = true;
			this.expected.delete(uid);
		}
		let { uid } = this.current;
		while (this.queue[this.first]?.settled) uid = this.queue[this.first++]?.uid ?? uid;
		if (this.first > this.queue.length / 2) {
			this.queue = this.queue.slice(this.first);
			this.first = 0;
		}
		const batches = this.current.batches.filter(
			([first]) => first === undefined || !uids.includes(first),
		);
		const { backlog } = this.current;
		this.moveTo({ uid, batches, backlog: backlog && uid < backlog.upTo ? backlog : null });
	}

	private moveTo(change: Partial<Cursor>): void {
		const moved = { ...this.current, ...change };
		this.current = { ...moved, ...this.remembered(moved), lost: [...this.lost] };
		this.onMove(this.current);
	}

	/** Forgets the oldest of those that are settled; what is not can be asked for again. */
	private remembered({ uid, knownUpTo, knownDate }: Cursor) {
		for (const [oldest, fingerprint] of this.seen) {
			if (this.seen.size <= REMEMBERED || oldest > uid) break;
			this.seen.delete(oldest);
			knownUpTo = Math.max(knownUpTo, oldest);
			knownDate = Math.max(knownDate ?? 0, dateOf(fingerprint));
		}
		return { seen: [...this.seen], knownUpTo, knownDate };
	}
}

function dateOf(fingerprint: string): number {
	return parseInt(fingerprint.slice(fingerprint.indexOf('.') + 1), 36) || 0;
}
