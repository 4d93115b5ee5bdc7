import { fingerprintOf, type Listed } from '../fingerprint';
import { type Cursor, REMEMBERED } from './cursor';

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
	/** Fingerprints of what was handed on or dropped, by UID, the oldest first. */
	private readonly seen: Map<number, string>;
	/** Of these, those ahead of the cursor that were not wanted: they are chosen from again after a crash. */
	private readonly dropped = new Set<number>();
	private readonly lost: Set<string>;
	private now: Pick<Cursor, 'uid' | 'knownUpTo' | 'knownDate' | 'backlog' | 'batches'>;

	/** @param onMove told of the cursor whenever it changed; it is made when it is asked for */
	constructor(
		private readonly start: Cursor,
		private readonly onMove: (cursor: () => Cursor) => void,
	) {
		const { uid, knownUpTo, knownDate, backlog, batches } = start;
		this.now = { uid, knownUpTo, knownDate, backlog, batches: [...batches] };
		// What was handed on and not settled is handed on again.
		this.seen = new Map(start.seen.filter(([uid]) => uid <= start.uid));
		this.lost = new Set(start.lost);
	}

	get cursor(): Cursor {
		const { uid, knownUpTo, knownDate, backlog, batches } = this.now;
		const { uidValidity } = this.start;
		// One that came late, behind the cursor, is not known before it is settled.
		const isKnown = (one: number) => !(one > uid ? this.dropped : this.expected).has(one);
		const seen = [...this.seen].filter(([one]) => isKnown(one));
		const remembered = { seen, lost: [...this.lost] };
		return { uidValidity, uid, knownUpTo, knownDate, backlog, batches, ...remembered };
	}

	/** UIDs up to here need not be asked for any more. */
	get knownUpTo(): number {
		return this.now.knownUpTo;
	}

	get backlog(): Cursor['backlog'] {
		return this.now.backlog;
	}

	/** Whether the message was expected or settled before. */
	knows(uid: number): boolean {
		return uid <= this.now.knownUpTo || this.seen.has(uid) || this.expected.has(uid);
	}

	/** To be called in ascending order of UID. One that comes late is let in behind the cursor. */
	expect(uid: number): void {
		const entry = { uid, settled: false };
		this.expected.set(uid, entry);
		if (uid > (this.queue.at(-1)?.uid ?? this.now.uid)) this.queue.push(entry);
	}

	/**
	 * Messages are handed on as one, from now until they settle.
	 *
	 * @param key of a batch that has to be the same again after a crash, and is not planned yet
	 */
	begin(messages: Listed[], key?: string): void {
		for (const message of messages) this.seen.set(message.uid, fingerprintOf(message));
		if (key !== undefined) this.now.batches.push({ uids: messages.map(({ uid }) => uid), key });
		this.onMove(() => this.cursor);
	}

	/** A message that is not wanted. */
	drop(message: Listed): void {
		this.dropped.add(message.uid);
		this.pass(message);
	}

	/**
	 * Whether this is a message of before UIDVALIDITY changed that has come back, which is then dealt
	 * with; asked once for each.
	 */
	passIfFound(message: Listed): boolean {
		const isFound = this.lost.size > 0 && this.lost.delete(fingerprintOf(message));
		if (isFound) this.pass(message);
		return isFound;
	}

	private pass(message: Listed): void {
		this.seen.set(message.uid, fingerprintOf(message));
		this.settle([message.uid]);
	}

	/** Messages are dealt with, or there is nothing to do about them. */
	settle(uids: number[]): void {
		for (const uid of uids) {
			const entry = this.expected.get(uid);
			if (entry) entry.settled = true;
			this.expected.delete(uid);
		}
		const { now } = this;
		while (this.queue[this.first]?.settled) now.uid = this.queue[this.first++]?.uid ?? now.uid;
		if (this.first > this.queue.length / 2) {
			this.queue = this.queue.slice(this.first);
			this.first = 0;
		}
		// One that is settled ahead of the cursor is met again after a crash, and has to be the same then.
		now.batches = now.batches.filter(({ uids }) => uids.some((uid) => this.comesAgain(uid)));
		if (now.backlog && now.uid >= now.backlog.upTo) now.backlog = null;
		for (const uid of this.dropped) if (uid <= now.uid) this.dropped.delete(uid);
		this.forget();
		this.onMove(() => this.cursor);
	}

	/** Whether the message is handed on again after a crash. */
	private comesAgain(uid: number): boolean {
		return uid > this.now.uid || this.expected.has(uid);
	}

	/** Forgets the oldest of those that are settled; what is not can be asked for again. */
	private forget(): void {
		for (const [oldest, fingerprint] of this.seen) {
			if (this.seen.size <= REMEMBERED || oldest > this.now.uid) return;
			this.seen.delete(oldest);
			this.now.knownUpTo = Math.max(this.now.knownUpTo, oldest);
			this.now.knownDate = Math.max(this.now.knownDate ?? 0, dateOf(fingerprint));
		}
	}
}

function dateOf(fingerprint: string): number {
	return parseInt(fingerprint.slice(fingerprint.indexOf('.') + 1), 36) || 0;
}
