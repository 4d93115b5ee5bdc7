import type { Account } from '../../account/settings';
import { type Clock, systemClock } from '../../clock';
import { EnvelopeError } from '../../errors';
import { mayPass } from '../../imap/watch/mayPass';
import type { Reader } from '../../imap/watch/openFolder';
import type { SharedFolder } from '../../imap/watch/sharedFolder';
import { type Timing, usualTiming } from '../../imap/watch/timing';
import type { Message } from '../../message/model';
import { Awaited, type Wanted } from './awaited';
import { shareWaitedFolder } from './waitedFolders';

/** Somebody waits: a server without IDLE, or one that tells of nothing, is asked every few seconds. */
const waitTiming: Timing = { ...usualTiming, lookInterval: 5_000 };

/** When the time is up, whether the folder has nothing is asked once more: as long as connecting takes. */
const LAST_LOOK_MS = 30_000;

export interface Wait extends Wanted {
	account: Account;
	/** A path, or a special use such as `\Archive`. */
	folder: string;
	/** Milliseconds. */
	limitMs: number;
	/** Ends the waiting. */
	signal?: AbortSignal;
	timing?: Partial<Timing>;
	clock?: Clock;
	/** From 0 to 1; for tests. */
	random?: () => number;
}

/**
 * Waits for a message that fits: the newest that is there at a look. All who wait in a folder, and
 * the triggers that watch it, share one connection, which is none of the pool: other operations
 * go on meanwhile. A connection that is lost is made anew, and nothing that came meanwhile is missed.
 *
 * @returns undefined where none came in time, or the waiting was ended
 * @throws EnvelopeError at once for what does not pass by itself, such as a folder that is not there
 * (any more); at the end where the mailbox could not be asked then
 */
export async function waitForMessage(wait: Wait): Promise<Message | undefined> {
	const { account, folder: name, signal, clock = systemClock, random = Math.random } = wait;
	if (signal?.aborted) return undefined;
	const { lookInterval, commandDeadline } = { ...waitTiming, ...wait.timing };
	const options = { folder: name, commandDeadline, clock, random };
	const { folder, release } = shareWaitedFolder(account.key, options);
	const end = new AbortController();
	const result = Promise.withResolvers<Message | undefined>();
	const waiting = new Waiting(wait, folder, lookInterval, result.resolve);
	const stop = () => result.resolve(undefined);
	signal?.addEventListener('abort', stop);
	try {
		waiting.read().catch(result.reject);
		waiting.until(wait.limitMs, clock, end.signal).catch(result.reject);
		return await result.promise;
	} finally {
		signal?.removeEventListener('abort', stop);
		end.abort();
		waiting.close();
		release();
	}
}

/** One who waits, in a folder that others may read, too. */
class Waiting {
	private readonly reader: Reader;
	/** Why the folder cannot be looked at now. */
	private trouble: EnvelopeError | undefined;
	private isTimeUp = false;

	/** @param settle told of the message, or at the end that there is none */
	constructor(
		private readonly wait: Wait,
		private readonly folder: SharedFolder,
		private readonly lookInterval: number,
		settle: (found: Message | undefined) => void,
	) {
		this.reader = new Awaited(wait, (found) => {
			this.trouble = undefined;
			if (found || this.isTimeUp) settle(found);
		});
		this.trouble = folder.trouble;
	}

	close(): void {
		this.folder.leave(this.reader);
	}

	/** Reads the folder over one connection after another. @throws EnvelopeError that will not pass */
	async read(): Promise<never> {
		for (;;) {
			this.trouble = await new Promise<EnvelopeError>((onEnd) => {
				const { reader, lookInterval } = this;
				const { account } = this.wait;
				this.folder.join({ reader, account, lookInterval, onOpened: () => {}, onEnd });
			});
			if (!mayPass(this.trouble)) throw this.trouble;
		}
	}

	/**
	 * Lets the time pass, and looks once more.
	 *
	 * @throws EnvelopeError where that cannot be done
	 */
	async until(limitMs: number, clock: Clock, signal: AbortSignal): Promise<void> {
		if (!(await clock.wait(limitMs, signal))) return;
		if (this.trouble) throw this.trouble;
		this.isTimeUp = true;
		this.folder.wake();
		if (await clock.wait(LAST_LOOK_MS, signal)) throw this.trouble ?? noAnswer();
	}
}

function noAnswer(): EnvelopeError {
	const what = 'The IMAP server did not answer in time, so it is not known whether a message came';
	return new EnvelopeError('CONNECTION_TIMEOUT', what, { phase: 'fetch' });
}
