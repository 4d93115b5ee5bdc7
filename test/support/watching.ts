import { EventEmitter, once } from 'node:events';
import type { Account } from '../../mail/account/settings';
import type { EnvelopeError } from '../../mail/errors';
import type { Cursor } from '../../mail/imap/cursor';
import type { SessionOptions } from '../../mail/imap/session';
import { Watch, type WatchOptions } from '../../mail/imap/watch';
import type { Message } from '../../mail/message/model';

export interface Watching {
	watch: Watch;
	/** What was handed over, in its order. */
	messages: Message[];
	/** The subjects of these. */
	subjects(): string[];
	/** Waits until so many messages were handed over. */
	handedOver(count: number): Promise<void>;
	/** What the user was told of. */
	troubles: EnvelopeError[];
	log: string[];
	/** Where it has come to. */
	cursor(): Cursor | undefined;
}

/** Watches the inbox, all messages of it, and takes them at once, but for what the test is about. */
export function startWatching(
	account: Account,
	changes: Partial<WatchOptions & SessionOptions> = {},
): Watching {
	const messages: Message[] = [];
	const troubles: EnvelopeError[] = [];
	const log: string[] = [];
	const changed = new EventEmitter();
	let cursor: Cursor | undefined;
	const session: SessionOptions = {
		folder: 'INBOX',
		startFrom: 'all',
		cursor: undefined,
		maxInFlight: 10,
		onCursor: (next) => {
			cursor = next;
		},
		...changes,
		handle: async (message, download) => {
			messages.push(message);
			changed.emit('change');
			return (await changes.handle?.(message, download)) ?? { done: Promise.resolve() };
		},
	};
	const watch = new Watch({
		account: async () => account,
		session: () => session,
		onTrouble: (error) => troubles.push(error),
		log: (text) => log.push(text),
		random: () => 0,
		...changes,
	});
	return {
		watch,
		messages,
		subjects: () => messages.map(({ subject }) => subject),
		handedOver: async (count) => {
			while (messages.length < count) await once(changed, 'change');
		},
		troubles,
		log,
		cursor: () => cursor,
	};
}
