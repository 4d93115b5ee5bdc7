import type { Clock } from '../../clock';
import type { Message } from '../../message/model';
import { type Filter, isEmpty } from '../filter/filter';
import { type Listed, listedOf } from '../fingerprint';
import type { FolderView } from './folderView';
import { type Arrival, HandingOn, type HandOnOptions } from './handingOn';
import { Late } from './late';
import type { Position } from './position';
import { unavailable } from './unavailable';

/** UIDs looked at, and messages fetched, at a time. */
const LOOK_BATCH = 500;
const FETCH_BATCH = 40;

export interface ReadingOptions extends HandOnOptions {
	filter: Filter;
	/** Whether messages are to have their `headers`. */
	headers: boolean;
	/** To be called when there is room for more. */
	wake: () => void;
	clock: Clock;
}

interface Fetch {
	of: number[];
	messages: Promise<Message[]>;
}

/** What a look has found. */
interface Choice {
	wanted: number[];
	unwanted: Listed[];
	/** Listed by the server, and not given out. */
	missing: number[];
}

/** Reads the new messages of a folder for as long as its UIDs mean the same. */
export class Reading {
	/** Wanted, and not asked for yet. */
	private pending: number[] = [];
	/** Asked for; the next ones come while the first are parsed. */
	private readonly fetches: Fetch[] = [];
	/** Whether the last look has left messages for the next one. */
	private isCut = false;
	/** Whether over this connection a look has found all that was there. */
	private hasLooked = false;
	private readonly late = new Late();
	private readonly handingOn: HandingOn;

	constructor(
		private readonly position: Position,
		private readonly options: ReadingOptions,
	) {
		const moreComes = () => this.isOnItsWay || this.isCut;
		this.handingOn = new HandingOn(options, position, moreComes, () => {
			if (this.canReadOn()) options.wake();
		});
	}

	close(): void {
		this.handingOn.close();
	}

	/** Another connection: what was asked for over the last one is asked for again. */
	reopened(): void {
		const lost = this.fetches.splice(0).flatMap(({ of }) => of);
		this.pending = [...lost, ...this.pending];
		this.hasLooked = false;
	}

	/** @returns whether there is more to read at once */
	async read(view: FolderView): Promise<boolean> {
		// The look that follows tells whether it was all.
		if (!this.isOnItsWay && (await this.takeJustCome(view))) return true;
		if (!this.isOnItsWay) await this.look(view);
		if (this.isOnItsWay && this.canReadOn()) await this.fetch(view);
		return this.canReadOn();
	}

	private get isOnItsWay(): boolean {
		return this.pending.length + this.fetches.length > 0;
	}

	private canReadOn(): boolean {
		const room = Math.max(FETCH_BATCH, this.options.perExecution) * 2;
		return (this.isOnItsWay || this.isCut) && this.handingOn.takesMore(room);
	}

	/** Takes what was just announced without asking what is there, where nothing is before it. */
	private async takeJustCome(view: FolderView): Promise<boolean> {
		const { filter, headers } = this.options;
		const isPlain = isEmpty(filter) && !this.position.backlog;
		if (!this.hasLooked || !isPlain || !this.handingOn.takesMore(1)) return false;
		const messages = await view.justCome(headers);
		const fresh = messages.filter(({ uid }) => !this.position.knows(uid));
		for (const { uid } of fresh) this.position.expect(uid);
		if (fresh.length > 0) this.take(fresh);
		return fresh.length > 0;
	}

	private async look(view: FolderView): Promise<void> {
		const all = await view.uidsAbove(this.position.knownUpTo);
		const due = this.stillThere(this.late.due(this.options.clock.now()), all);
		const unknown = all.filter((uid) => !this.position.knows(uid));
		const uids = [...due, ...unknown.slice(0, LOOK_BATCH)];
		const chosen = await this.choose(view, uids);
		// From here on without waiting, so that a connection lost meanwhile leaves nothing half done.
		for (const uid of uids) if (!this.position.knows(uid)) this.position.expect(uid);
		this.noteMissing(view, chosen.missing);
		for (const message of chosen.unwanted) this.drop(message);
		this.pending.push(...chosen.wanted);
		const wasCut = this.isCut;
		this.isCut = unknown.length > LOOK_BATCH;
		this.hasLooked = !this.isCut;
		// What was kept for those that could go with it may have to go without.
		if (wasCut && !this.isOnItsWay) this.handingOn.take([]);
	}

	/** Of those that were late; the others were deleted meanwhile. */
	private stillThere(due: number[], all: number[]): number[] {
		const there = new Set(all);
		const gone = due.filter((uid) => !there.has(uid));
		for (const uid of gone) this.late.forget(uid);
		if (gone.length > 0) this.position.settle(gone);
		return due.filter((uid) => there.has(uid));
	}

	/** Most messages are wanted; where some are not, these have to be known by more than their UID. */
	private async choose(view: FolderView, uids: number[]): Promise<Choice> {
		const { backlog } = this.position;
		const { filter } = this.options;
		const inBacklog = backlog ? uids.filter((uid) => uid <= backlog.upTo) : [];
		if (uids.length === 0 || (inBacklog.length === 0 && isEmpty(filter)))
			return { wanted: uids, unwanted: [], missing: [] };
		const listed = await view.list(uids);
		const here = new Set(listed.map(({ uid }) => uid));
		const only = backlog?.only && new Set(backlog.only);
		const old = inBacklog.filter((uid) => here.has(uid) && (!only || only.has(uid)));
		const isUnreadOnly = backlog && backlog.unreadUntil !== null;
		const unread = isUnreadOnly ? await view.matching(old, { seen: false }) : old;
		const newer = uids.filter((uid) => here.has(uid) && uid > (backlog?.upTo ?? 0));
		const wanted = new Set(await view.matching([...unread, ...newer], filter));
		return {
			wanted: uids.filter((uid) => wanted.has(uid)),
			unwanted: listed.filter(({ uid }) => !wanted.has(uid)),
			missing: uids.filter((uid) => !here.has(uid)),
		};
	}

	private drop(message: Listed): void {
		this.late.forget(message.uid);
		this.position.drop(message);
	}

	/** Gets the next messages, and asks for those behind them meanwhile. */
	private async fetch(view: FolderView): Promise<void> {
		while (this.fetches.length < 2 && this.pending.length > 0) this.fetches.push(this.start(view));
		const [first] = this.fetches;
		if (!first) return;
		const messages = await first.messages;
		this.fetches.shift();
		const here = new Set(messages.map(({ uid }) => uid));
		this.noteMissing(
			view,
			first.of.filter((uid) => !here.has(uid)),
		);
		this.take(messages);
	}

	private take(messages: Message[]): void {
		this.handingOn.take(messages.flatMap((message) => this.newArrival(message)));
	}

	/** None of a message of before UIDVALIDITY changed, that has come back. */
	private newArrival(message: Message): Arrival[] {
		const listed = listedOf(message);
		this.late.forget(message.uid);
		return this.position.passIfFound(listed) ? [] : [{ message, listed }];
	}

	private start(view: FolderView): Fetch {
		const of = this.pending.splice(0, FETCH_BATCH);
		const messages = view.fetch(of, this.options.headers);
		messages.catch(() => {}); // whoever awaits it is told
		return { of, messages };
	}

	private noteMissing(view: FolderView, uids: number[]): void {
		for (const uid of uids) {
			const afterMs = this.late.note(uid, this.options.clock.now());
			if (afterMs !== undefined) view.wakeAfter(afterMs);
			else this.giveUp(view, uid);
		}
	}

	/** It is handed on as what is known of it, rather than never. */
	private giveUp(view: FolderView, uid: number): void {
		const message = unavailable(uid, view.folder);
		const listed = { uid, messageId: '', size: 0, receivedAt: 0 };
		this.handingOn.take([{ message, listed }]);
	}
}
