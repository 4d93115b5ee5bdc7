import type { Readable } from 'node:stream';
import type { Attachment, Message } from '../message/model';
import type { Connection } from './connection';
import { type Cursor, openingCursor, SettledPrefix, type StartFrom } from './cursor';
import { downloadAttachment, fetchMessages } from './fetch';
import { News } from './news';
import { searchUids } from './search';
import { cameWithin, within } from './within';

/** Milliseconds. Together they bound how long a half-open connection goes unnoticed. */
export interface Timing {
	/** How often we look ourselves: the only look without IDLE, the second one with it. */
	lookInterval: number;
	/** A connection that does not answer a small command in this time is dead, whatever TCP says. */
	commandDeadline: number;
}

const DEFAULT_TIMING: Timing = { lookInterval: 60_000, commandDeadline: 20_000 };

/** As much as a slow line needs for a batch. */
const FETCH_DEADLINE_MS = 5 * 60_000;

/** Messages fetched at a time, each at most as large as MAX_WHOLE_FETCH. */
const BATCH = 20;

/** The bytes of one of the message's attachments, from the connection it came by. */
export type Download = (attachment: Attachment, maxBytes: number) => Promise<Readable>;

/**
 * Takes a message on: resolves once it needs the connection no more. `done` settles when the
 * message is dealt with, which is when the cursor may pass it; it never rejects.
 */
export type MessageHandler = (
	message: Message,
	download: Download,
) => Promise<{ done: Promise<void> }>;

export interface SessionOptions {
	folder: string;
	startFrom: StartFrom;
	/** Where an earlier process came to. */
	cursor: Cursor | undefined;
	/** How many messages may be with the handler at a time. */
	maxInFlight: number;
	/** Called with messages in ascending order of UID. */
	handle: MessageHandler;
	/** Told the cursor whenever it moves. */
	onCursor: (cursor: Cursor) => void;
	/** Turned by tests. */
	timing?: Timing;
}

/** Reads a folder over one connection after another, each going on where the last one ended. */
export class WatchSession {
	private cursor: Cursor | undefined;
	private prefix: SettledPrefix | undefined;
	/** The highest UID that was handed on; the cursor follows as these settle. */
	private handedOn = 0;
	private inFlight = 0;
	private slotFreed = () => {};
	private readonly timing: Timing;

	constructor(
		private readonly options: SessionOptions,
		private readonly signal: AbortSignal,
	) {
		this.cursor = options.cursor;
		this.timing = options.timing ?? DEFAULT_TIMING;
		signal.addEventListener('abort', () => this.slotFreed(), { once: true });
	}

	/**
	 * Catches up, then waits for news, until the connection or the watch ends.
	 *
	 * @param onOpened called once the folder is open and the cursor stands
	 */
	async run(connection: Connection, onOpened: () => void): Promise<void> {
		const news = new News(connection);
		const opening = connection.mailboxOpen(this.options.folder, { readOnly: true });
		this.anchor(await within(this.timing.commandDeadline, opening));
		onOpened();
		while (!this.signal.aborted && connection.usable) {
			await this.catchUp(connection);
			const came = await news.wait(this.timing.lookInterval);
			if (!came && connection.usable) await within(this.timing.commandDeadline, connection.noop());
		}
	}

	private anchor(folder: { uidValidity: bigint; uidNext: number }): void {
		const cursor = openingCursor(folder, this.cursor, this.options.startFrom);
		if (this.prefix && cursor === this.cursor) return;
		this.handedOn = cursor.uid;
		this.prefix = new SettledPrefix(cursor);
		this.moveTo(cursor);
	}

	private async catchUp(connection: Connection): Promise<void> {
		const { backlog } = this.cursor ?? {};
		const uids = await within(
			this.timing.commandDeadline,
			searchUids(connection, this.handedOn, backlog),
		);
		for (let start = 0; start < uids.length; start += BATCH) {
			const batch = uids.slice(start, start + BATCH);
			const fetched = await within(FETCH_DEADLINE_MS, fetchMessages(connection, batch));
			const messages = new Map(fetched.map((message) => [message.uid, message]));
			for (const uid of batch) {
				await this.freeSlot(connection);
				if (this.signal.aborted) return;
				await this.handOn(connection, uid, messages.get(uid));
			}
		}
		// The backlog is behind us even where its last messages were not wanted.
		if (backlog && this.handedOn < backlog.upTo) await this.handOn(connection, backlog.upTo);
	}

	/** @param message absent where there is nothing to handle: it was deleted meanwhile */
	private async handOn(connection: Connection, uid: number, message?: Message): Promise<void> {
		const prefix = this.prefix;
		const wanted = message !== undefined && this.isWanted(message);
		const download: Download = (attachment, maxBytes) =>
			downloadAttachment(connection, uid, attachment, maxBytes);
		const done = wanted ? (await this.options.handle(message, download)).done : Promise.resolve();
		prefix?.begin(uid, message?.receivedAt ?? null);
		this.handedOn = uid;
		this.inFlight++;
		void done.then(() => {
			this.inFlight--;
			this.slotFreed();
			const cursor = prefix?.settle(uid);
			if (cursor && prefix === this.prefix && !this.signal.aborted) this.moveTo(cursor);
		});
	}

	/** IMAP searches by day; the moment is compared here. */
	private isWanted(message: Message): boolean {
		const { backlog } = this.cursor ?? {};
		if (!backlog?.after || message.uid > backlog.upTo) return true;
		return (message.receivedAt ?? '') > backlog.after;
	}

	/** Executions may take hours; the connection is kept awake meanwhile. */
	private async freeSlot(connection: Connection): Promise<void> {
		const { lookInterval, commandDeadline } = this.timing;
		while (this.inFlight >= this.options.maxInFlight && !this.signal.aborted) {
			const freed = new Promise<void>((resolve) => {
				this.slotFreed = resolve;
			});
			if (!(await cameWithin(lookInterval, freed))) {
				await within(commandDeadline, connection.noop());
			}
		}
	}

	private moveTo(cursor: Cursor): void {
		this.cursor = cursor;
		this.options.onCursor(cursor);
	}
}
