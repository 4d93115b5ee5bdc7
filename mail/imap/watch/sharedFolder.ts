import type { Account } from '../../account/settings';
import type { Clock } from '../../clock';
import { EnvelopeError } from '../../errors';
import { connect, type Connection, disconnect } from '../connection';
import { imapError } from '../imapError';
import { Backoff } from './backoff';
import { OpenFolder, type Reader } from './openFolder';

const CONNECT_DEADLINE_MS = 30_000;

/** Silence in the middle of an answer; waiting for news is bounded by the looks. */
const SOCKET_TIMEOUT_MS = 85_000;

const LONGEST_LOOK_INTERVAL_MS = 24 * 60 * 60_000;

/** One who reads the folder, and what to tell them. */
export interface Member {
	reader: Reader;
	/** The same for all, but it may come from an execution that ends when the member leaves. */
	account: Account;
	/** Milliseconds; the shortest of all members holds. */
	lookInterval: number;
	onOpened: () => void;
	/** Called once, with what ended the reading. */
	onEnd: (error: EnvelopeError) => void;
}

export interface SharedFolderOptions {
	/** A path, or a special use such as `\Archive`. */
	folder: string;
	commandDeadline: number;
	clock: Clock;
	random: () => number;
}

/**
 * One connection to one folder of an account, for all who read it: made when the first one comes,
 * and closed when the last one leaves.
 */
export class SharedFolder {
	private readonly members = new Map<Reader, Member>();
	private readonly backoff: Backoff;
	private mayConnectAt = 0;
	private lastError: EnvelopeError | undefined;
	/** Ends the life that goes on now; undefined where there is none. */
	private life: AbortController | undefined;
	private open: OpenFolder | undefined;

	constructor(private readonly options: SharedFolderOptions) {
		this.backoff = new Backoff(options.random);
	}

	/** Milliseconds until the next attempt to connect is due; 0 also while there is a connection. */
	get waitMs(): number {
		return Math.max(0, this.mayConnectAt - this.options.clock.now());
	}

	/** Why there is no connection until the next attempt is due. */
	get trouble(): EnvelopeError | undefined {
		return this.waitMs > 0 ? this.lastError : undefined;
	}

	/** Reads the folder for a member, from now or from the next connection on. */
	join(member: Member): void {
		this.members.set(member.reader, member);
		if (this.life) this.wake();
		else void this.live();
	}

	leave(reader: Reader): void {
		this.members.delete(reader);
		if (this.members.size > 0) return;
		this.life?.abort();
		this.life = undefined;
	}

	/** Has the readers asked: one of them can read on. */
	wake(): void {
		this.open?.wake();
	}

	private async live(): Promise<void> {
		const life = new AbortController();
		this.life = life;
		const { clock } = this.options;
		await clock.wait(this.waitMs, life.signal);
		const latest = [...this.members.values()].at(-1);
		if (life.signal.aborted || !latest) return;
		const { error, openedAt } = await this.connectAndServe(latest.account, life.signal);
		if (life.signal.aborted) return;
		this.life = undefined;
		this.lastError = error;
		const livedMs = openedAt === undefined ? 0 : clock.now() - openedAt;
		this.mayConnectAt = clock.now() + this.backoff.next(livedMs, error);
		const members = [...this.members.values()];
		this.members.clear();
		for (const { onEnd } of members) onEnd(error);
	}

	/** @returns why it ended, and when the folder was opened, if it was */
	private async connectAndServe(account: Account, signal: AbortSignal) {
		let openedAt: number | undefined;
		try {
			const connection = await connect(account, {
				deadlineMs: CONNECT_DEADLINE_MS,
				socketTimeoutMs: SOCKET_TIMEOUT_MS,
				signal,
			});
			let goodbye: Promise<void> | undefined;
			const leave = () => (goodbye ??= disconnect(connection));
			const close = () => void leave();
			signal.addEventListener('abort', close);
			try {
				await this.serve(connection, account, signal, () => {
					openedAt ??= this.options.clock.now();
				});
			} finally {
				signal.removeEventListener('abort', close);
				await leave();
			}
			throw new EnvelopeError('CONNECTION_LOST', 'The IMAP connection ended', { phase: 'fetch' });
		} catch (error) {
			return { error: imapError(error, account, 'fetch'), openedAt };
		}
	}

	private async serve(
		connection: Connection,
		account: Account,
		signal: AbortSignal,
		onOpened: () => void,
	) {
		const { folder, commandDeadline, clock } = this.options;
		const open = new OpenFolder(connection, account, folder, commandDeadline, clock);
		this.open = open;
		await open.serve({
			readers: () => (signal.aborted ? [] : [...this.members.keys()]),
			lookInterval: () =>
				Math.min(
					...[...this.members.values()].map(({ lookInterval }) => lookInterval),
					LONGEST_LOOK_INTERVAL_MS,
				),
			onOpened: (reader) => {
				onOpened();
				this.members.get(reader)?.onOpened();
			},
			onFailed: (reader, error) => {
				const member = this.members.get(reader);
				this.leave(reader);
				member?.onEnd(error);
			},
		});
	}
}
