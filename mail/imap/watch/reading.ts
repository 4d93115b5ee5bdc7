import type { Clock } from '../../clock';
import { formatHandle } from '../../message/handle';
import type { Message } from '../../message/model';
import { type Filter, isEmpty } from '../filter/filter';
import type { FolderView } from './folderView';
import { type Arrival, HandingOn, type HandOnOptions } from './handingOn';
import { Late } from './late';
import type { Listed } from './listed';
import type { Position } from './position';
import { unavailable } from './unavailable';

/** UIDs looked at, and messages fetched, at a time. */
const LOOK_BATCH = 500;
const FETCH_BATCH = 20;

/** Bytes of messages fetched at a time; a single one may have more, and is read by parts. */
const FETCH_BYTES = 4 * 1024 * 1024;

export interface ReadingOptions extends HandOnOptions {
	filter: Filter;
	/** To be called when there is room for more. */
	wake: () => void;
	clock: Clock;
}

interface Fetch {
	of: Listed[];
	messages: Promise<Message[]>;
}

/** Reads the new messages of a folder for as long as its UIDs mean the same. */
export class Reading {
	/** Wanted, and not asked for yet. */
	private pending: Listed[] = [];
	/** Asked for; the next ones come while the first are parsed. */
	private readonly fetches: Fetch[] = [];
	private readonly late = new Late();
	private readonly handingOn: HandingOn;

	constructor(
		private readonly position: Position,
		private readonly options: ReadingOptions,
	) {
		const moreComes = () => this.pending.length + this.fetches.length > 0;
		this.handingOn = new HandingOn(options, position, moreComes, () => {
			if (this.canFetch()) options.wake();
		});
	}

	close(): void {
		this.handingOn.close();
	}

	/** Another connection: what was asked for over the last one is asked for again. */
	reopened(): void {
		const lost = this.fetches.splice(0).flatMap(({ of }) => of);
		this.pending = [...lost, ...this.pending];
	}

	/** @returns whether there is more to read at once */
	async read(view: FolderView): Promise<boolean> {
		const looked = this.pending.length + this.fetches.length === 0 && (await this.look(view));
		if (this.canFetch()) await this.fetch(view);
		return looked || this.canFetch();
	}

	private canFetch(): boolean {
		const room = Math.max(FETCH_BATCH, this.options.perExecution) * 2;
		return this.pending.length + this.fetches.length > 0 && this.handingOn.waiting < room;
	}

	/** @returns whether there may be more */
	private async look(view: FolderView): Promise<boolean> {
		const all = await view.uidsAbove(this.position.cursor.knownUpTo);
		const due = this.stillThere(this.late.due(this.options.clock.now()), all);
		const unknown = all.filter((uid) => !this.position.knows(uid));
		const uids = [...due, ...unknown.slice(0, LOOK_BATCH)];
		if (uids.length === 0) return false;
		const listed = await view.list(uids);
		const wanted = new Set(await this.wanted(view, listed));
		// From here on without waiting, so that a connection lost meanwhile leaves nothing half done.
		for (const uid of uids) if (!this.position.knows(uid)) this.position.expect(uid);
		this.noteMissing(view, uids, listed);
		for (const message of listed) {
			if (wanted.has(message.uid) && !this.position.isFound(message)) this.pending.push(message);
			else this.drop(message);
		}
		return unknown.length > LOOK_BATCH;
	}

	/** Of those that were late; the others were deleted meanwhile. */
	private stillThere(due: number[], all: number[]): number[] {
		const there = new Set(all);
		const gone = due.filter((uid) => !there.has(uid));
		for (const uid of gone) this.late.forget(uid);
		if (gone.length > 0) this.position.settle(gone);
		return due.filter((uid) => there.has(uid));
	}

	private async wanted(view: FolderView, listed: Listed[]): Promise<number[]> {
		const { backlog } = this.position.cursor;
		const uids = listed.map(({ uid }) => uid);
		const old = backlog ? uids.filter((uid) => uid <= backlog.upTo) : [];
		const only = new Set(backlog?.only ?? old);
		const chosen = old.filter((uid) => only.has(uid));
		const unread = backlog?.unread ? await view.matching(chosen, { unreadOnly: true }) : chosen;
		const all = [...unread, ...uids.slice(old.length)];
		const { filter } = this.options;
		return isEmpty(filter) || all.length === 0 ? all : view.matching(all, filter);
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
		const byUid = new Map(messages.map((message) => [message.uid, message]));
		this.noteMissing(
			view,
			first.of.map(({ uid }) => uid),
			messages,
		);
		const came = first.of.flatMap((listed) => {
			const message = byUid.get(listed.uid);
			return message ? [this.arrival(view, listed, message)] : [];
		});
		for (const { listed } of came) this.late.forget(listed.uid);
		this.handingOn.take(came);
	}

	private start(view: FolderView): Fetch {
		let bytes = 0;
		const tooMany = this.pending.findIndex(
			({ size }, index) => index === FETCH_BATCH || (index > 0 && (bytes += size) > FETCH_BYTES),
		);
		const of = this.pending.splice(0, tooMany < 0 ? this.pending.length : tooMany);
		const messages = view.fetch(of.map(({ uid }) => uid));
		messages.catch(() => {}); // whoever awaits it is told
		return { of, messages };
	}

	private noteMissing(view: FolderView, asked: number[], came: { uid: number }[]): void {
		const here = new Set(came.map(({ uid }) => uid));
		for (const uid of asked.filter((one) => !here.has(one))) {
			const afterMs = this.late.note(uid, this.options.clock.now());
			if (afterMs !== undefined) view.wakeAfter(afterMs);
			else this.giveUp(view, uid);
		}
	}

	/** It is handed on as what is known of it, rather than never. */
	private giveUp(view: FolderView, uid: number): void {
		const message = unavailable(uid, view.folder);
		const listed = { uid, messageId: '', size: 0, receivedAt: 0 };
		this.handingOn.take([this.arrival(view, listed, message)]);
	}

	private arrival(view: FolderView, listed: Listed, message: Message): Arrival {
		const { uidValidity, path: folder } = view.folder;
		const formerly = this.position.cursor.backlog?.formerly[listed.uid];
		const key = formerly ?? formatHandle({ uid: listed.uid, uidValidity, folder });
		return { message, listed, key };
	}
}
