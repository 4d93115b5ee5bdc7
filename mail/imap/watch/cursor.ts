import { z } from 'zod';

/**
 * How far a reader has come in a folder; small enough to be stored at each message. A hint for where
 * to go on: that nothing runs twice is the deduplication key's to ensure.
 */
export const cursorSchema = z.object({
	uidValidity: z.string(),
	/** Everything up to this UID is settled, or was never wanted. */
	uid: z.number().int().nonnegative(),
	/** Above this UID, messages are told apart by `seen`; up to it, all of them are known. */
	knownUpTo: z.number().int().nonnegative(),
	/** The newest of the messages that were handed on or are not wanted: UID and fingerprint. */
	seen: z.array(z.tuple([z.number().int(), z.string()])),
	/** The latest INTERNALDATE, in seconds, of those that were known and are not in `seen` any more. */
	knownDate: z.number().nullable(),
	/** Fingerprints of messages that were known before UIDVALIDITY changed and have not come back yet. */
	lost: z.array(z.string()),
	/** Up to a UID only some messages are wanted. */
	backlog: z
		.object({
			upTo: z.number().int(),
			unread: z.boolean(),
			/** These alone, where given. */
			only: z.array(z.number().int()).nullable(),
			/** Handles under which some of them were handed on before UIDVALIDITY changed, by UID. */
			formerly: z.record(z.string(), z.string()),
		})
		.nullable(),
	/** What was handed on together and is not settled, by UID: the same again after a crash. */
	batches: z.array(z.array(z.number().int())),
});

/** Of the newest messages so many are remembered one by one, some 25 bytes each. */
export const REMEMBERED = 100;

export type Cursor = z.infer<typeof cursorSchema>;

export type StartFrom = 'now' | 'unread' | 'all';

/** A cursor before the first message of a folder. */
export function atTheBeginning(uidValidity: string): Cursor {
	return {
		uidValidity,
		uid: 0,
		knownUpTo: 0,
		seen: [],
		knownDate: null,
		lost: [],
		backlog: null,
		batches: [],
	};
}
