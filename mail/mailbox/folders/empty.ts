import type { Account } from '../../account/settings';
import type { EnvelopeError } from '../../errors';
import type { Connection } from '../../imap/connection';
import { matching } from '../../imap/filter/matching';
import { specialFolder } from '../../imap/folders';
import { withConnectionAgain } from '../../imap/pool';
import { unlessRefused } from '../../imap/refusal';
import type { Handle } from '../../message/handle';
import { removeForGood } from '../organize/remove';

/** Messages of one run. */
const MAX_REMOVED = 50_000;

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
	const uids =
		mailbox.exists === 0 ? [] : await matching(connection, await allUids(connection), { before });
	return { folder, handles: uids.map((uid) => ({ uid, uidValidity, folder })) };
}

async function allUids(connection: Connection): Promise<number[]> {
	const found = await unlessRefused(connection, () =>
		connection.search({ all: true }, { uid: true }),
	);
	return found.sort((a, b) => a - b);
}
