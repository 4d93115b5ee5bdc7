import type { Account } from '../../account/settings';
import { EnvelopeError } from '../../errors';
import type { Connection } from '../../imap/connection';
import { areDeleted, expungeMessages } from '../../imap/expunge';
import { listFolders } from '../../imap/folders';
import { moveMessages } from '../../imap/move';
import { withConnection } from '../../imap/pool';
import { formatHandle, type Handle, parseHandle } from '../../message/handle';
import { draftIn, type DraftsFolder, existingDraft, handleOfDraft, openDrafts } from './folder';

/** What became of a draft. */
export interface DeletedDraft {
	/** Where it was. */
	handle: Handle;
	messageId: string | null;
	/** The folder that it is in now; null where it is gone for good. */
	movedTo: string | null;
	/** It had been deleted, sent or moved before. */
	alreadyGone: boolean;
}

/**
 * Takes a draft out of the drafts folder.
 *
 * @param reference a handle or a Message-ID
 * @param options.forGood instead of into the Trash, which is where it goes if there is one
 * @throws EnvelopeError MESSAGE_NOT_FOUND, STALE_HANDLE, SERVER_REJECTED
 */
export async function deleteDraft(
	account: Account,
	reference: string,
	{ forGood }: { forGood: boolean },
): Promise<DeletedDraft> {
	return withConnection(account, 'fetch', async (connection) => {
		const folder = await openDrafts(connection);
		const gone = goneFrom(folder, reference);
		if (gone) return { handle: gone, messageId: null, movedTo: null, alreadyGone: true };
		const draft = existingDraft(folder, reference);
		const handle = handleOfDraft(folder, draft);
		const trash = forGood ? undefined : await trashOf(connection);
		await remove(connection, handle, trash);
		const { messageId } = draft;
		return { handle, messageId, movedTo: trash ?? null, alreadyGone: false };
	});
}

/** Of a handle that was given out, and whose draft is not there any more. */
function goneFrom(folder: DraftsFolder, reference: string): Handle | undefined {
	if (draftIn(folder, reference)) return undefined;
	const handle = parseHandle(reference);
	return handle && handle.uid < folder.uidNext ? handle : undefined;
}

async function trashOf(connection: Connection): Promise<string | undefined> {
	const folders = await listFolders(connection);
	return folders.find(({ specialUse }) => specialUse === '\\Trash')?.path;
}

async function remove(
	connection: Connection,
	handle: Handle,
	trash: string | undefined,
): Promise<void> {
	const uids = [handle.uid];
	if (trash === undefined) {
		if (!(await expungeMessages(connection, uids))) throw refused(handle, 'the server refused');
		return;
	}
	const { problem } = await moveMessages(connection, String(handle.uid), trash);
	if (problem === undefined || (await areDeleted(connection, uids))) return;
	throw refused(handle, problem);
}

function refused(handle: Handle, problem: string): EnvelopeError {
	const what = `The draft ${formatHandle(handle)} could not be deleted: ${problem.replace(/\.$/, '')}`;
	return new EnvelopeError('SERVER_REJECTED', what, { phase: 'fetch' });
}
