import { type Account, mailboxOf } from '../../account/settings';
import { type Clock, systemClock } from '../../clock';
import { type EnvelopeError, toEnvelopeError } from '../../errors';
import { Backoff } from './backoff';
import { mayPass } from './mayPass';
import type { Reader } from './openFolder';
import { shareFolder } from './sharedFolders';
import type { SharedFolder } from './sharedFolder';
import { type Timing, usualTiming } from './timing';
import { Troubles } from './troubles';

/** While only the user can help, we look this often whether they did. */
const MENDED_LOOK_MS = 15_000;

/** A reader that can be told to stop. */
export interface ClosableReader extends Reader {
	/** Hands nothing on any more. */
	close(): void;
}

export interface WatchOptions {
	/** Asked at every connect and while only the user can help, so that a mended credential is used. */
	account: () => Promise<Account>;
	/** A path, or a special use such as `\Archive`. */
	folder: string;
	/**
	 * What to read the mailbox with; asked anew where the credential has come to be for another one.
	 *
	 * @param account as the credential was when the mailbox was connected last
	 * @param wake to be called when the reader can read on
	 */
	reader: (account: () => Account, wake: () => void) => ClosableReader;
	/** Told once about what does not pass by itself: a wrong password, or an outage that lasts. */
	onTrouble: (error: EnvelopeError) => void;
	/** Told of every lost connection and every reconnect, for the log. */
	log: (text: string) => void;
	/** Milliseconds of outage that pass by themselves and are nobody's business. */
	outageMs?: number;
	timing?: Partial<Timing>;
	clock?: Clock;
	/** From 0 to 1; for tests. */
	random?: () => number;
}

const USUAL_OUTAGE_MS = 15 * 60_000;

/** Watches a folder until it is closed, over a connection that is shared, and reconnects for ever. */
export class Watch {
	private readonly abort = new AbortController();
	private current:
		{ mailbox: string; latest: { account: Account }; reader: ClosableReader } | undefined;
	private shared: { key: string; folder: SharedFolder; release: () => void } | undefined;
	/** Of the account that was used last, if it could be read. */
	private lastKey: string | undefined;
	private hasJoined = false;
	private readonly firstOpening = Promise.withResolvers<undefined>();
	private readonly backoff: Backoff;
	private readonly troubles: Troubles;
	private readonly clock: Clock;
	private readonly timing: Timing;

	constructor(private readonly options: WatchOptions) {
		const { clock = systemClock, outageMs = USUAL_OUTAGE_MS, random = Math.random } = options;
		this.clock = clock;
		this.timing = { ...usualTiming, ...options.timing };
		this.backoff = new Backoff(random);
		this.troubles = new Troubles({ ...options, clock, outageMs });
		this.firstOpening.promise.catch(() => {});
		void this.live();
	}

	/** Settles with the first attempt: open, or the error that was met. */
	opened(): Promise<unknown> {
		return this.firstOpening.promise;
	}

	/** Ends everything at once, however the server is; can be called twice. */
	close(): void {
		this.abort.abort();
		this.current?.reader.close();
		this.leave();
		this.firstOpening.resolve(undefined);
	}

	private async live(): Promise<void> {
		while (!this.abort.signal.aborted) {
			const joinedAt = this.clock.now();
			const error = await this.read();
			if (this.abort.signal.aborted) return;
			this.firstOpening.reject(error);
			const delay =
				this.shared?.folder.waitMs || this.backoff.next(this.clock.now() - joinedAt, error);
			this.troubles.tell(error, delay);
			await this.waitOrMended(delay, error);
		}
	}

	/** @returns why it ended */
	private async read(): Promise<EnvelopeError> {
		try {
			this.lastKey = undefined;
			const account = await this.options.account();
			this.lastKey = account.key;
			if (this.abort.signal.aborted) return toEnvelopeError('closed', 'settings');
			const folder = this.sharedFor(account);
			// Whoever activates a workflow is told at once, and not when the next attempt is due.
			if (!this.hasJoined && folder.trouble) return folder.trouble;
			return await new Promise((resolve) => {
				folder.join({
					reader: this.readerOf(account),
					account,
					lookInterval: this.timing.lookInterval,
					onOpened: () => {
						this.troubles.passed();
						this.firstOpening.resolve(undefined);
					},
					onEnd: resolve,
				});
			});
		} catch (error) {
			return toEnvelopeError(error, 'settings');
		} finally {
			this.hasJoined = true;
		}
	}

	/** The connection stays ours over its reconnects, so that its back-off does. */
	private sharedFor(account: Account): SharedFolder {
		if (this.shared?.key !== account.key) {
			this.leave();
			const { commandDeadline } = this.timing;
			const { folder, random = Math.random } = this.options;
			const options = { folder, commandDeadline, clock: this.clock, random };
			const shared = shareFolder(account.key, options);
			this.shared = { key: account.key, ...shared };
		}
		return this.shared.folder;
	}

	private readerOf(account: Account): ClosableReader {
		const mailbox = mailboxOf(account);
		if (this.current?.mailbox !== mailbox) {
			this.current?.reader.close();
			const latest = { account };
			const wake = () => this.shared?.folder.wake();
			const reader = this.options.reader(() => latest.account, wake);
			this.current = { mailbox, latest, reader };
		}
		this.current.latest.account = account;
		return this.current.reader;
	}

	private leave(): void {
		if (this.current) this.shared?.folder.leave(this.current.reader);
		this.shared?.release();
		this.shared = undefined;
	}

	/** Where only the user can help, goes on as soon as the credential has changed. */
	private async waitOrMended(delay: number, error: EnvelopeError): Promise<void> {
		const passes = mayPass(error);
		const until = this.clock.now() + delay;
		for (let left = delay; left > 0; left = until - this.clock.now()) {
			const slice = passes ? left : Math.min(left, MENDED_LOOK_MS);
			if (!(await this.clock.wait(slice, this.abort.signal))) return;
			if (!passes && (await this.isMended())) return;
		}
	}

	private async isMended(): Promise<boolean> {
		const account = await this.options.account().catch(() => undefined);
		return account !== undefined && account.key !== this.lastKey;
	}
}
