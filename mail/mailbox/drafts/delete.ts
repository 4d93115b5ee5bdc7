import type { Account } from '../../account/settings';
import type { Connection } from '../../imap/connection';
import { expungeMessages } from '../../imap/expunge';
import { listFolders } from '../../imap/folders';
import { withConnectionAgain } from '../../imap/pool';
import { fetchOf } from '../../imap/usable';
import { type Handle, parseHandle } from '../../message/handle';
import { transfer } from '../organize/transfer';
import { draftIn, type DraftsFolder, existingDraft, handleOfDraft, openDrafts } from './folder';

/** What became of a draft. */
export interface DeletedDraft {
	/** Where it was. */
	handle: Handle;
	messageId: string | null;
	/** The folder that it is in now; null where it is gone for good. */
	movedTo: string | null;
	/** Where it is there; null where that cannot be told. */
	place: Handle | null;
	/** What is not as it was asked for, in sentences. */
	notes: string[];
	/** It had been deleted, sent or moved before. */
	alreadyGone: boolean;
}

/**
 * Takes a draft out of the drafts folder.
 *
 * @param reference a handle or a Message-ID
 * @param options.forGood instead of into the Trash, which is where it goes if there is one
 * @throws EnvelopeError MESSAGE_NOT_FOUND, STALE_HANDLE, SERVER_REJECTED, OUTCOME_UNKNOWN
 */
export async function deleteDraft(
	account: Account,
	reference: string,
	{ forGood }: { forGood: boolean },
): Promise<DeletedDraft> {
	let begun: DeletedDraft | undefined;
	const { draft, trash } = await withConnectionAgain(account, 'fetch', async (connection) => {
		const folder = await openDrafts(connection);
		// The connection was lost before the server had said so.
		if (begun && !draftIn(folder, reference)) return { draft: begun };
		const gone = await goneFrom(connection, folder, reference);
		if (gone) return { draft: { ...nowhere, handle: gone, messageId: null, alreadyGone: true } };
		const { uid, messageId } = existingDraft(folder, reference);
		const handle = handleOfDraft(folder, uid);
		const draft: DeletedDraft = { ...nowhere, handle, messageId, alreadyGone: false };
		const trash = forGood ? undefined : await trashOf(connection);
		if (trash !== undefined) return { draft, trash };
		begun = draft;
		await expungeMessages(connection, [uid]);
		return { draft };
	});
	return trash === undefined ? draft : moveTo(trash, account, draft);
}

const nowhere = { movedTo: null, place: null, notes: [] };

/** Without a connection, as a move takes one of the few. */
async function moveTo(trash: string, account: Account, draft: DeletedDraft): Promise<DeletedDraft> {
	const [outcome] = await transfer(account, [draft.handle], trash, 'move');
	const { now = null, notes = [], error } = outcome ?? {};
	if (error?.code === 'MESSAGE_NOT_FOUND') return { ...draft, alreadyGone: true };
	if (error) throw error;
	return { ...draft, movedTo: trash, place: now, notes };
}

/** Of a handle that was given out, and whose draft is not there any more. */
async function goneFrom(
	connection: Connection,
	folder: DraftsFolder,
	reference: string,
): Promise<Handle | undefined> {
	if (draftIn(folder, reference)) return undefined;
	const handle = parseHandle(reference);
	if (!handle || handle.uid >= folder.uidNext) return undefined;
	// One that is too old to be among the drafts is there all the same.
	const found = await fetchOf(connection, [handle.uid], { flags: true });
	return found.every(({ flags }) => flags?.has('\\Deleted')) ? handle : undefined;
}

async function trashOf(connection: Connection): Promise<string | undefined> {
	const folders = await listFolders(connection);
	return folders.find(({ specialUse }) => specialUse === '\\Trash')?.path;
}
