import type { Account } from '../account/settings';
import { EnvelopeError, toEnvelopeError } from '../errors';
import { Backoff } from './backoff';
import { connect, disconnect } from './connection';
import { imapError } from './imapError';
import { type SessionOptions, WatchSession } from './session';

const CONNECT_DEADLINE_MS = 30_000;
const SOCKET_TIMEOUT_MS = 3 * 60_000;

/** An outage up to this long passes by itself and is nobody's business. */
const OUTAGE_WORTH_TELLING_MS = 15 * 60_000;

export interface WatchOptions extends SessionOptions {
	/** Asked at every connect, so that a mended credential is used. */
	account: () => Promise<Account>;
	/** Told once about what does not pass by itself: a wrong password, or an outage that lasts. */
	onTrouble: (error: EnvelopeError) => void;
	/** Told of every lost connection and every reconnect, for the log. */
	log: (text: string) => void;
	/** From 0 to 1; for tests. */
	random?: () => number;
}

/**
 * Watches a folder until it is closed: catches up from the cursor, waits for news by IDLE or by
 * looking, and reconnects for ever.
 */
export class Watch {
	private readonly abort = new AbortController();
	private readonly session: WatchSession;
	private readonly backoff: Backoff;
	private readonly firstOpening = Promise.withResolvers<undefined>();
	private openedAt: number | undefined;
	private troubleSince: number | undefined;
	private troubleTold = false;

	constructor(private readonly options: WatchOptions) {
		this.session = new WatchSession(options, this.abort.signal);
		this.backoff = new Backoff(options.random ?? Math.random);
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
		this.firstOpening.resolve(undefined);
	}

	private async live(): Promise<void> {
		while (!this.abort.signal.aborted) {
			const error = await this.connectAndRun();
			if (this.abort.signal.aborted) return;
			this.firstOpening.reject(error);
			const lived = this.openedAt === undefined ? 0 : Date.now() - this.openedAt;
			this.openedAt = undefined;
			this.tellOfTrouble(error);
			const delay = this.backoff.next(lived, !error.transient);
			this.options.log(`${error.message} Reconnecting in ${Math.round(delay / 1000)} s.`);
			await this.sleep(delay);
		}
	}

	/** @returns why it ended */
	private async connectAndRun(): Promise<EnvelopeError> {
		let account: Account;
		try {
			account = await this.options.account();
		} catch (error) {
			return toEnvelopeError(error, 'settings');
		}
		try {
			const connection = await connect(account, {
				deadlineMs: CONNECT_DEADLINE_MS,
				socketTimeoutMs: SOCKET_TIMEOUT_MS,
				signal: this.abort.signal,
			});
			const close = () => connection.close();
			this.abort.signal.addEventListener('abort', close);
			try {
				await this.session.run(connection, () => this.onOpened());
			} finally {
				this.abort.signal.removeEventListener('abort', close);
				await disconnect(connection);
			}
			throw new EnvelopeError('CONNECTION_LOST', 'The IMAP connection ended', { phase: 'fetch' });
		} catch (error) {
			return imapError(error, account, 'fetch');
		}
	}

	private onOpened(): void {
		if (this.troubleSince !== undefined) this.options.log('The mailbox is connected again.');
		this.openedAt = Date.now();
		this.troubleSince = undefined;
		this.troubleTold = false;
		this.firstOpening.resolve(undefined);
	}

	private tellOfTrouble(error: EnvelopeError): void {
		this.troubleSince ??= Date.now();
		const lasts = Date.now() - this.troubleSince >= OUTAGE_WORTH_TELLING_MS;
		if (this.troubleTold || (error.transient && !lasts)) return;
		this.troubleTold = true;
		this.options.onTrouble(error);
	}

	private async sleep(ms: number): Promise<void> {
		await new Promise<void>((resolve) => {
			const timer = setTimeout(resolve, ms);
			this.abort.signal.addEventListener(
				'abort',
				() => {
					clearTimeout(timer);
					resolve();
				},
				{ once: true },
			);
		});
	}
}
