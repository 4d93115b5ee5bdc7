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
			/**
			 * Where only unread ones are wanted, the latest INTERNALDATE, in seconds, of those that were
			 * there at the first activation.
			 */
			unreadUntil: z.number().nullable(),
			/** These alone, where given. */
			only: z.array(z.number().int()).nullable(),
		})
		.nullable(),
	/**
	 * What was handed on together and is not settled, and under which key: the same again after a crash.
	 * After a change of UIDVALIDITY also what was handed on alone, as its key is still that of before.
	 */
	batches: z.array(z.object({ uids: z.array(z.number().int()), key: z.string() })),
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
