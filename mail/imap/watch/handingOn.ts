import type { Message } from '../../message/model';
import type { Listed } from '../fingerprint';
import { uidSet } from '../uidSet';
import type { Cursor } from './cursor';
import { persistently, type WaitingOptions } from './persistently';
import type { Position } from './position';

/** A message that has come. */
export interface Arrival {
	message: Message;
	listed: Listed;
}

export interface HandOnOptions extends WaitingOptions {
	/** How many times `handle` may be at work at once. */
	maxInFlight: number;
	/** Messages that are handed on together, at most; fewer where no more are there. */
	perExecution: number;
	/** Whether it is to be handed on at all. Asked again, later, where it rejects. */
	wants: (message: Message) => Promise<boolean>;
	/**
	 * Takes messages on; asked again, later, where it rejects.
	 *
	 * @param key the same whenever the same messages are handed on again
	 * @param failures how often taking them has failed while the mailbox could be reached
	 * @returns settles when they are dealt with, which is when the cursor may pass them; never rejects
	 */
	handle: (arrivals: Arrival[], key: string, failures: number) => Promise<{ done: Promise<void> }>;
}

type Batch = Cursor['batches'][number];

/** Hands messages on in their order, some at a time, and tells the position when they are settled. */
export class HandingOn {
	private readonly incoming: Arrival[] = [];
	private ready: Arrival[] = [];
	private inFlight = 0;
	private draining = false;
	/** Whether nothing can be handed on before more comes. */
	private starved = false;
	private readonly abort = new AbortController();
	/** What was handed on together before a crash, by each of its UIDs. */
	private readonly planned: Map<number, Batch>;

	/**
	 * @param moreComes whether messages are on their way that could go with those that are here
	 * @param onRoom told when more could be taken
	 */
	constructor(
		private readonly options: HandOnOptions,
		private readonly position: Position,
		private readonly moreComes: () => boolean,
		private readonly onRoom: () => void,
	) {
		const { batches } = position.cursor;
		this.planned = new Map(batches.flatMap((batch) => batch.uids.map((uid) => [uid, batch])));
	}

	/** @param room how many messages may wait here */
	takesMore(room: number): boolean {
		return this.starved || this.incoming.length + this.ready.length < room;
	}

	take(arrivals: Arrival[]): void {
		this.incoming.push(...arrivals);
		this.starved = false;
		void this.drain();
	}

	/** Nothing is handed on any more. */
	close(): void {
		this.abort.abort();
	}

	private async drain(): Promise<void> {
		if (this.draining) return;
		this.draining = true;
		while (!this.abort.signal.aborted && this.inFlight < this.options.maxInFlight) {
			await this.sift();
			const batch = this.nextBatch();
			if (!batch) break;
			await this.handOn(batch);
		}
		this.draining = false;
		this.onRoom();
	}

	/** Leaves out what is not wanted. */
	private async sift(): Promise<void> {
		while (!this.isBatchComplete()) {
			const [arrival] = this.incoming;
			if (!arrival) return;
			const wanted = await this.persistently(() => this.options.wants(arrival.message));
			if (wanted === undefined) return;
			this.incoming.shift();
			if (wanted) this.ready.push(arrival);
			else this.position.drop(arrival.listed);
		}
	}

	/** Whether no message that comes could go with those that are next. */
	private isBatchComplete(): boolean {
		const last = this.nextPlan()?.uids.at(-1);
		if (last === undefined) return this.ready.length >= this.options.perExecution;
		return this.ready.some(({ listed }) => listed.uid >= last);
	}

	private nextPlan(): Batch | undefined {
		return this.planOf(this.ready);
	}

	private planOf([first]: Arrival[]): Batch | undefined {
		return first && this.planned.get(first.listed.uid);
	}

	private nextBatch(): Arrival[] | undefined {
		this.starved = !this.isBatchComplete() && this.moreComes();
		if (this.starved) return undefined;
		const plan = this.nextPlan();
		const plannedAt = this.ready.findIndex(({ listed }) => this.planned.has(listed.uid));
		const { perExecution } = this.options;
		const unplanned = plannedAt < 0 ? perExecution : Math.min(plannedAt, perExecution);
		const batch = plan
			? this.ready.filter(({ listed }) => plan.uids.includes(listed.uid))
			: this.ready.slice(0, unplanned);
		const taken = new Set(batch);
		this.ready = this.ready.filter((arrival) => !taken.has(arrival));
		return batch.length > 0 ? batch : undefined;
	}

	private async handOn(batch: Arrival[]): Promise<void> {
		const messages = batch.map(({ listed }) => listed);
		const plan = this.planOf(batch);
		const key = plan?.key ?? keyOf(batch);
		this.position.begin(messages, plan || this.options.perExecution === 1 ? undefined : key);
		// What is left of a plan comes too late for its execution, and must not pass for a part of it.
		for (const uid of plan?.uids ?? []) this.planned.delete(uid);
		const taken = await this.persistently((failures) => this.options.handle(batch, key, failures));
		if (!taken) return;
		this.inFlight++;
		void taken.done.then(() => {
			this.inFlight--;
			if (this.abort.signal.aborted) return;
			this.position.settle(messages.map(({ uid }) => uid));
			void this.drain();
		});
	}

	private persistently<T>(work: (failures: number) => Promise<T>): Promise<T | undefined> {
		return persistently(work, this.options, this.abort.signal);
	}
}

/** The handle of a message that goes alone: the same however many go together. */
function keyOf([first, ...others]: Arrival[]): string {
	const id = first?.message.id ?? '';
	const uids = [first, ...others].map((arrival) => arrival?.listed.uid ?? 0);
	return others.length === 0 ? id : `${id} in ${uidSet(uids)}`;
}
