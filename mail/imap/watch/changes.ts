import type { Message } from '../../message/model';
import type { ChangesCursor } from './changesCursor';
import type { FolderView } from './folderView';
import { persistently, type WaitingOptions } from './persistently';
import type { Outline } from '../states';
import type { ClosableReader } from './watch';

/** Something that happened to a message that was in the folder. */
export interface Change {
	uid: number;
	/** The same whenever the same change is found again. */
	key: string;
	/** Flags that came and went; null where it is not known what they were before. */
	added?: string[] | null;
	removed?: string[] | null;
	/** Those it has by that; by the time that the message is read they may be others again. */
	flags?: string[];
	/** What is known of a message that is gone. */
	outline?: GoneMessage;
}

/** A message that is gone; named where it was read before. */
export type GoneMessage = Pick<Message, 'id' | 'uid' | 'folder'> & Partial<Outline>;

/** Finds out what happened since a cursor. */
export interface Detector {
	/** What is there now, from which changes are counted. */
	begin(view: FolderView): Promise<ChangesCursor>;
	/** @returns the changes, and the cursor behind them */
	since(
		view: FolderView,
		cursor: ChangesCursor,
	): Promise<{ changes: Change[]; next: ChangesCursor }>;
	/** Whether the message itself is given out with the change. */
	readonly withMessage: boolean;
}

export interface ChangesOptions extends WaitingOptions {
	detector: Detector;
	cursor: ChangesCursor | undefined;
	onCursor: (cursor: () => ChangesCursor) => void;
	onRebuilt: (text: string) => void;
	/** Whether messages are to have their `headers`. */
	headers: boolean;
	maxInFlight: number;
	/** Takes a change on; settles when it is dealt with. Asked again, later, where it rejects. */
	handle: (change: Change, message: Message | undefined) => Promise<void>;
	/** Of the changed messages, those that are wanted. */
	wanted: (view: FolderView, uids: number[]) => Promise<number[]>;
	/** To be called when there is room for more. */
	wake: () => void;
}

/** Messages of changes that are fetched at a time. */
const BATCH = 20;

/**
 * Reads what happens to the messages of a folder. One look at a time is dealt with whole, and only
 * then the cursor moves: after a crash the look is repeated, and the keys tell what was run.
 */
export class Changes implements ClosableReader {
	private cursor: ChangesCursor | undefined;
	/** What was detected, which a detector does once, and is not chosen from yet. */
	private found: { changes: Change[]; next: ChangesCursor } | undefined;
	private pending: Change[] = [];
	/** Where the cursor goes when all of `pending` is dealt with. */
	private next: ChangesCursor | undefined;
	private inFlight = 0;
	private readonly abort = new AbortController();

	constructor(private readonly options: ChangesOptions) {
		this.cursor = options.cursor;
	}

	close(): void {
		this.abort.abort();
	}

	async opened(view: FolderView): Promise<void> {
		if (this.cursor?.uidValidity === view.folder.uidValidity) return;
		const rebuilt = this.cursor !== undefined;
		this.found = undefined;
		this.pending = [];
		this.next = undefined;
		this.moveTo(await this.options.detector.begin(view));
		if (rebuilt) this.options.onRebuilt(rebuiltText(view));
	}

	/** @returns whether there is more to read at once */
	async read(view: FolderView): Promise<boolean> {
		if (!this.cursor) return false;
		this.commit();
		if (!this.next) await this.look(view, this.cursor);
		while (this.pending.length > 0 && this.inFlight < this.options.maxInFlight) {
			const room = Math.min(BATCH, this.options.maxInFlight - this.inFlight);
			await this.handOn(view, this.pending.slice(0, room));
			this.pending = this.pending.slice(room);
		}
		this.commit();
		return false;
	}

	private async look(view: FolderView, cursor: ChangesCursor): Promise<void> {
		this.found ??= await this.options.detector.since(view, cursor);
		const { changes, next } = this.found;
		const uids = changes.map(({ uid }) => uid);
		const wanted = new Set(uids.length > 0 ? await this.options.wanted(view, uids) : []);
		this.pending = changes.filter(({ uid }) => wanted.has(uid));
		this.next = next;
		this.found = undefined;
	}

	private async handOn(view: FolderView, changes: Change[]): Promise<void> {
		const { detector, headers } = this.options;
		const { withMessage } = detector;
		const uids = changes.map(({ uid }) => uid);
		const messages = withMessage ? await view.fetch(uids, headers) : [];
		for (const change of changes) {
			const message = messages.find(({ uid }) => uid === change.uid);
			if (withMessage && !message) continue; // deleted meanwhile
			const { flags = message?.flags ?? [] } = change;
			this.inFlight++;
			void this.deal(change, message && { ...message, flags }).then(() => {
				this.inFlight--;
				if (!this.abort.signal.aborted) this.options.wake();
			});
		}
	}

	private async deal(change: Change, message: Message | undefined): Promise<void> {
		const handle = () => this.options.handle(change, message);
		await persistently(handle, this.options, this.abort.signal);
	}

	private commit(): void {
		if (!this.next || this.pending.length > 0 || this.inFlight > 0) return;
		this.moveTo(this.next);
		this.next = undefined;
	}

	private moveTo(cursor: ChangesCursor): void {
		this.cursor = cursor;
		this.options.onCursor(() => cursor);
	}
}

function rebuiltText({ folder }: FolderView): string {
	return `The server has rebuilt the folder "${folder.path}" (UIDVALIDITY ${folder.uidValidity}): what happened to its messages meanwhile cannot be known`;
}
