import type { Account } from '../../account/settings';
import type { Clock } from '../../clock';
import { EnvelopeError } from '../../errors';
import type { Connection } from '../connection';
import { resolveFolder } from '../folders';
import { within } from '../within';
import { uidNextOf } from '../uidNext';
import { FolderView } from './folderView';
import { News } from './news';

/** What reads a folder that others may read too. */
export interface Reader {
	/** The folder is open, for the first time or again, and its UIDs may mean something else now. */
	opened(view: FolderView): Promise<void>;
	/** Something may have come. @returns whether there is more to read at once */
	read(view: FolderView): Promise<boolean>;
}

/** Those who read, as they are at each time. */
export interface Audience {
	readers: () => Reader[];
	/** Milliseconds after which the server is asked what it may not have told. */
	lookInterval: () => number;
	/** Told when one could read what it asked for: before, all is not well. */
	onOpened: (reader: Reader) => void;
	/** Told of what ends one reader, and not the others. */
	onFailed: (reader: Reader, error: EnvelopeError) => void;
}

/** A folder that is open for reading over a connection of its own, until that ends. */
export class OpenFolder {
	private readonly news: News;
	private readonly opened = new Set<Reader>();
	private view!: FolderView;

	/**
	 * @param name a path, or a special use such as `\\Archive`
	 * @param commandDeadline milliseconds after which a connection that does not answer is dead,
	 * whatever TCP says
	 */
	constructor(
		private readonly connection: Connection,
		private readonly account: Account,
		private readonly name: string,
		private readonly commandDeadline: number,
		clock: Clock,
	) {
		this.news = new News(connection, clock);
	}

	/** Has the readers asked as soon as the server is done with what it does. */
	wake(): void {
		this.news.wake();
	}

	/**
	 * Serves the readers, as many as there are at each time.
	 *
	 * @throws whatever ends the connection
	 */
	async serve(audience: Audience): Promise<void> {
		await this.open();
		while (this.connection.usable) {
			const announced = this.news.wasAnnounced();
			const before = this.view.newestUid;
			if (announced) this.view.announce();
			while (await this.round(audience));
			if (announced && this.view.newestUid === before) this.news.lookAgainSoon();
			this.view.newRound();
			const came = await this.news.wait(audience.lookInterval());
			if (!came && this.connection.usable) await this.look();
		}
	}

	private async open(): Promise<void> {
		const { connection, commandDeadline } = this;
		const path = await within(commandDeadline, resolveFolder(connection, this.name));
		const folder = await within(commandDeadline, connection.mailboxOpen(path, { readOnly: true }));
		const { highestModseq = null, uidValidity } = folder;
		const uidNext = await uidNextOf(connection, folder);
		this.view = new FolderView(
			connection,
			this.account,
			{ path, uidNext, highestModseq, uidValidity: String(uidValidity) },
			commandDeadline,
			(ms) => this.news.wakeAfter(ms),
		);
		this.opened.clear();
	}

	/** @returns whether a reader has more to read */
	private async round(audience: Audience): Promise<boolean> {
		let more = false;
		const readers = audience.readers();
		this.view.isShared = readers.length > 1;
		for (const reader of readers) {
			try {
				const isNew = !this.opened.has(reader);
				if (isNew) await reader.opened(this.view);
				this.opened.add(reader);
				more = (await reader.read(this.view)) || more;
				if (isNew) audience.onOpened(reader);
			} catch (error) {
				if (!isOfReader(error)) throw error;
				this.opened.delete(reader);
				audience.onFailed(reader, error);
			}
		}
		return more;
	}

	/**
	 * The second look, which trusts neither the socket nor the session: STATUS is answered from the
	 * folder itself. Where it knows more than the session has shown, the folder is opened again.
	 */
	private async look(): Promise<void> {
		const { path, uidValidity } = this.view.folder;
		const query = { uidNext: true, uidValidity: true };
		const status = await within(
			this.commandDeadline,
			this.connection.status(path, query).catch(() => false as const),
		);
		const same = status && String(status.uidValidity ?? uidValidity) === uidValidity;
		const ahead = status && (status.uidNext ?? 0) - 1 > this.view.newestUid;
		if (!same || ahead) await this.open();
	}
}

/** What will not pass by itself has to do with what the reader asked for, not with the connection. */
function isOfReader(error: unknown): error is EnvelopeError {
	return error instanceof EnvelopeError && !error.transient;
}
