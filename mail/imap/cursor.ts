import { z } from 'zod';

/**
 * How far a folder has been read: everything up to `uid` is settled, or was never wanted. A hint
 * for where to go on; that nothing runs twice is the deduplication key's to ensure.
 */
export const cursorSchema = z.object({
	uidValidity: z.string(),
	uid: z.number().int().nonnegative(),
	/** INTERNALDATE of the newest settled message; finds the place again after UIDVALIDITY changed. */
	receivedAt: z.string().nullable(),
	/** Up to this UID only some messages are wanted: those unread, or received after a moment. */
	backlog: z
		.object({ upTo: z.number().int(), unread: z.boolean(), after: z.string().nullable() })
		.nullable(),
});

export type Cursor = z.infer<typeof cursorSchema>;

export type StartFrom = 'now' | 'unread' | 'all';

/** What SELECT says of a folder (RFC 3501 §6.3.1). */
interface OpenFolder {
	uidValidity: bigint;
	uidNext: number;
}

/**
 * Where to read on in a folder that was just opened.
 *
 * @param known the cursor of last time; without one `startFrom` decides. After a change of
 * UIDVALIDITY the UIDs in it mean nothing any more, and what was received later is read
 */
export function openingCursor(
	folder: OpenFolder,
	known: Cursor | undefined,
	startFrom: StartFrom,
): Cursor {
	const uidValidity = String(folder.uidValidity);
	const newest = folder.uidNext - 1;
	if (known?.uidValidity === uidValidity) return known;
	const start = { uidValidity, uid: newest, receivedAt: null, backlog: null };
	if (known) {
		if (known.receivedAt === null) return start;
		const backlog = { upTo: newest, unread: false, after: known.receivedAt };
		return { ...start, uid: 0, receivedAt: known.receivedAt, backlog };
	}
	if (startFrom === 'all') return { ...start, uid: 0 };
	if (startFrom === 'now') return start;
	return { ...start, uid: 0, backlog: { upTo: newest, unread: true, after: null } };
}

interface Entry {
	uid: number;
	receivedAt: string | null;
	settled: boolean;
}

/**
 * Turns messages that settle in any order into a cursor that only moves over a contiguous prefix:
 * after a crash nothing unsettled lies behind it.
 */
export class SettledPrefix {
	private readonly entries: Entry[] = [];

	constructor(private cursor: Cursor) {}

	/** To be called in ascending order of UID. */
	begin(uid: number, receivedAt: string | null): void {
		this.entries.push({ uid, receivedAt, settled: false });
	}

	/** @returns the cursor now */
	settle(uid: number): Cursor {
		for (const entry of this.entries) entry.settled ||= entry.uid === uid;
		const open = this.entries.findIndex(({ settled }) => !settled);
		const prefix = this.entries.splice(0, open < 0 ? this.entries.length : open);
		this.cursor = prefix.reduce(advance, this.cursor);
		return this.cursor;
	}
}

function advance(cursor: Cursor, { uid, receivedAt }: Entry): Cursor {
	const later = (receivedAt ?? '') > (cursor.receivedAt ?? '') ? receivedAt : cursor.receivedAt;
	const backlogDone = cursor.backlog !== null && uid >= cursor.backlog.upTo;
	return { ...cursor, uid, receivedAt: later, backlog: backlogDone ? null : cursor.backlog };
}
