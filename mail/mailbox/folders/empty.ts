import type { Account } from '../../account/settings';
import type { EnvelopeError } from '../../errors';
import type { Connection } from '../../imap/connection';
import { specialFolder } from '../../imap/folders';
import { withConnectionAgain } from '../../imap/pool';
import { uidGroups } from '../../imap/uidSet';
import { unlessRefused } from '../../imap/refusal';
import { fetchOf } from '../../imap/usable';
import type { Handle } from '../../message/handle';
import { removeForGood } from '../organize/remove';

/** Messages of one run. */
const MAX_REMOVED = 50_000;

const DAY_MS = 24 * 60 * 60 * 1000;

export interface Emptied {
	folder: string;
	/** How many are gone for good, or would be. */
	deleted: number;
	/** Whether there are more to delete. */
	more: boolean;
	/** Why others are not, where that is so. */
	problem?: EnvelopeError;
}

/**
 * Deletes for good what is in the trash or in the junk.
 *
 * @param before only what came there, or to the mailbox, earlier (INTERNALDATE)
 * @throws EnvelopeError FOLDER_NOT_FOUND, and where nothing could be deleted
 */
export async function emptyFolder(
	account: Account,
	use: '\\Trash' | '\\Junk',
	{ before, dryRun }: { before?: Date; dryRun: boolean },
): Promise<Emptied> {
	const { folder, handles } = await withConnectionAgain(account, 'fetch', (connection) =>
		messagesIn(connection, use, before),
	);
	const meant = handles.slice(0, MAX_REMOVED);
	const more = handles.length > meant.length;
	if (dryRun) return { folder, deleted: meant.length, more };
	const outcomes = await removeForGood(account, meant);
	const failures = outcomes.flatMap(({ error }) => error ?? []);
	// What is gone already is what was wanted.
	const problem = failures.find(({ code }) => code !== 'MESSAGE_NOT_FOUND');
	const deleted = outcomes.length - failures.length;
	if (problem && deleted === 0) throw problem;
	return { folder, deleted, more, ...(problem ? { problem } : {}) };
}

async function messagesIn(
	connection: Connection,
	use: string,
	before: Date | undefined,
): Promise<{ folder: string; handles: Handle[] }> {
	const folder = await specialFolder(connection, use);
	const mailbox = await connection.mailboxOpen(folder, { readOnly: true });
	const uidValidity = String(mailbox.uidValidity);
	const uids = mailbox.exists === 0 ? [] : await uidsBefore(connection, before);
	return { folder, handles: uids.map((uid) => ({ uid, uidValidity, folder })) };
}

/** SEARCH knows days alone, in the server's time zone (RFC 3501 §6.4.4): the time is looked at. */
async function uidsBefore(connection: Connection, before: Date | undefined): Promise<number[]> {
	const dayAfter = before && new Date(before.getTime() + 2 * DAY_MS);
	const query = dayAfter ? { before: dayAfter } : { all: true };
	const found = await unlessRefused(connection, () => connection.search(query, { uid: true }));
	const uids = [...found].sort((a, b) => a - b);
	if (!before) return uids;
	const older: number[] = [];
	for (const group of uidGroups(uids)) {
		const fetched = await fetchOf(connection, group, { uid: true, internalDate: true });
		const isOlder = ({ internalDate }: { internalDate?: Date | string }) =>
			internalDate !== undefined && new Date(internalDate) < before;
		older.push(...fetched.filter(isOlder).map(({ uid }) => uid));
	}
	return older;
}
