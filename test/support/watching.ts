import { EventEmitter, once } from 'node:events';
import type { Account } from '../../mail/account/settings';
import { systemClock } from '../../mail/clock';
import type { EnvelopeError } from '../../mail/errors';
import { Arrivals, type ArrivalsOptions } from '../../mail/imap/watch/arrivals';
import type { Cursor } from '../../mail/imap/watch/cursor';
import { Watch, type WatchOptions } from '../../mail/imap/watch/watch';
import type { Message } from '../../mail/message/model';

export interface Watching {
	watch: Watch;
	/** What was handed over, in its order. */
	messages: Message[];
	/** The subjects of these. */
	subjects(): string[];
	/** The keys under which they were handed over. */
	keys: string[];
	/** Waits until so many messages were handed over. */
	handedOver(count: number): Promise<void>;
	/** What the user was told of. */
	troubles: EnvelopeError[];
	/** What the user was told of folders that were rebuilt. */
	rebuilds: string[];
	log: string[];
	/** Where it has come to. */
	cursor(): Cursor | undefined;
}

/** Watches the inbox, all messages of it, and takes them at once, but for what the test is about. */
export function startWatching(
	account: Account,
	changes: Partial<WatchOptions & ArrivalsOptions> = {},
): Watching {
	const messages: Message[] = [];
	const keys: string[] = [];
	const troubles: EnvelopeError[] = [];
	const rebuilds: string[] = [];
	const log: string[] = [];
	const changed = new EventEmitter();
	let cursor: Cursor | undefined;
	const { clock = systemClock, handle, ...others } = changes;
	const watch = new Watch({
		account: async () => account,
		folder: 'INBOX',
		reader: (_account, wake) =>
			new Arrivals({
				startFrom: 'all',
				cursor: undefined,
				filter: {},
				headers: false,
				maxInFlight: 10,
				outageMs: 15 * 60_000,
				perExecution: 1,
				onCursor: (next) => {
					cursor = next();
				},
				onRebuilt: (text) => rebuilds.push(text),
				onProblem: (error) => troubles.push(error),
				wants: async () => true,
				wake,
				clock,
				...others,
				handle: async (arrivals, key, failures) => {
					const taken = (await handle?.(arrivals, key, failures)) ?? { done: Promise.resolve() };
					messages.push(...arrivals.map(({ message }) => message));
					keys.push(key);
					changed.emit('change');
					return taken;
				},
			}),
		onTrouble: (error) => troubles.push(error),
		log: (text) => log.push(text),
		clock,
		random: () => 0,
		...others,
	});
	return {
		watch,
		messages,
		keys,
		subjects: () => messages.map(({ subject }) => subject),
		handedOver: async (count) => {
			while (messages.length < count) await once(changed, 'change');
		},
		troubles,
		rebuilds,
		log,
		cursor: () => cursor,
	};
}
