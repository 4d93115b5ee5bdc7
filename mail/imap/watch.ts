import { setTimeout as sleep } from 'node:timers/promises';
import { type Account, mailboxOf } from '../account/settings';
import { EnvelopeError, toEnvelopeError } from '../errors';
import { Backoff } from './backoff';
import { connect, disconnect } from './connection';
import { imapError } from './imapError';
import { type SessionOptions, WatchSession } from './session';

const CONNECT_DEADLINE_MS = 30_000;
/** More than the time between two looks, so that it ends only what stalls within an answer. */
const SOCKET_TIMEOUT_MS = 85_000;

/** An outage up to this long passes by itself and is nobody's business. */
const OUTAGE_WORTH_TELLING_MS = 15 * 60_000;

export interface WatchOptions {
	/** Asked at every connect, so that a mended credential is used. */
	account: () => Promise<Account>;
	/** How to read the mailbox; asked anew where the credential has come to be for another one. */
	session: (account: Account) => SessionOptions;
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
	private current: { mailbox: string; session: WatchSession } | undefined;
	private readonly backoff: Backoff;
	private readonly firstOpening = Promise.withResolvers<undefined>();
	private openedAt: number | undefined;
	private troubleSince: number | undefined;
	private troubleTold = false;

	constructor(private readonly options: WatchOptions) {
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
			await sleep(delay, undefined, { signal: this.abort.signal }).catch(() => {});
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
				await this.sessionOf(account).run(connection, () => this.onOpened());
			} finally {
				this.abort.signal.removeEventListener('abort', close);
				await disconnect(connection);
			}
			throw new EnvelopeError('CONNECTION_LOST', 'The IMAP connection ended', { phase: 'fetch' });
		} catch (error) {
			return imapError(error, account, 'fetch');
		}
	}

	private sessionOf(account: Account): WatchSession {
		const mailbox = mailboxOf(account);
		if (this.current?.mailbox !== mailbox) {
			const options = this.options.session(account);
			this.current = { mailbox, session: new WatchSession(options, this.abort.signal) };
		}
		return this.current.session;
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
}
