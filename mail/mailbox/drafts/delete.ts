import type { Account } from '../../account/settings';
import type { Connection } from '../../imap/connection';
import { expungeMessages } from '../../imap/expunge';
import { listFolders } from '../../imap/folders';
import { moveMessages } from '../../imap/move';
import { withConnectionAgain } from '../../imap/pool';
import { fetchOf } from '../../imap/usable';
import { type Handle, parseHandle } from '../../message/handle';
import { draftIn, type DraftsFolder, existingDraft, handleOfDraft, openDrafts } from './folder';

/** What became of a draft. */
export interface DeletedDraft {
	/** Where it was. */
	handle: Handle;
	messageId: string | null;
	/** The folder that it is in now; null where it is gone for good. */
	movedTo: string | null;
	/** Where it is there, as far as the server says. */
	place: Handle | undefined;
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
	let begun: DeletedDraft | undefined;
	return withConnectionAgain(account, 'fetch', async (connection) => {
		const folder = await openDrafts(connection);
		// The connection was lost before the server had said so.
		if (begun && !draftIn(folder, reference)) return begun;
		const gone = await goneFrom(connection, folder, reference);
		const nowhere = { movedTo: null, place: undefined };
		if (gone) return { ...nowhere, handle: gone, messageId: null, alreadyGone: true };
		const draft = existingDraft(folder, reference);
		const { uid, messageId } = draft;
		const deleted = { handle: handleOfDraft(folder, uid), messageId, alreadyGone: false };
		const trash = forGood ? undefined : await trashOf(connection);
		begun = { ...deleted, movedTo: trash ?? null, place: undefined };
		if (trash === undefined) {
			await expungeMessages(connection, [uid]);
			return { ...deleted, ...nowhere };
		}
		const { places } = await moveMessages(connection, [uid], trash);
		const place = places.get(uid);
		// Servers that say where they put it (RFC 4315) say nothing of one that went in between.
		const isGone = !place && connection.capabilities.has('UIDPLUS');
		if (isGone) return { ...deleted, ...nowhere, alreadyGone: true };
		return { ...deleted, movedTo: trash, place };
	});
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
