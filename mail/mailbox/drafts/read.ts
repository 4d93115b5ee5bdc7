import type { Account } from '../../account/settings';
import { EnvelopeError } from '../../errors';
import { fetchMessages } from '../../imap/fetch';
import type { Filter } from '../../imap/filter/filter';
import { gone } from '../../imap/find';
import { matching } from '../../imap/filter/matching';
import { withConnectionAgain } from '../../imap/pool';
import { formatHandle, parseHandle, staleHandle } from '../../message/handle';
import type { Message } from '../../message/model';
import { type DraftsFolder, existingDraft, handleOfDraft, openDrafts } from './folder';

interface ReadOptions {
	/** Whether all header fields are wanted. */
	headers: boolean;
}

/**
 * A draft as it is now.
 *
 * @param reference a handle or a Message-ID
 * @throws EnvelopeError MESSAGE_NOT_FOUND, STALE_HANDLE, FOLDER_NOT_FOUND
 */
export async function readDraft(
	account: Account,
	reference: string,
	options: ReadOptions,
): Promise<Message> {
	return withConnectionAgain(account, 'fetch', async (connection) => {
		const folder = await openDrafts(connection);
		const draft = existingDraft(folder, reference);
		const [message] = await fetchMessages(connection, [draft.uid], options);
		if (!message) throw gone(connection, handleOfDraft(folder, draft.uid));
		return message;
	});
}

/** Which drafts are wanted, and how many at a time. */
export interface DraftsWanted {
	filter: Filter;
	limit: number;
	/** The `nextPage` of the page before: the handle of its last draft. */
	page: string | undefined;
}

/**
 * The newest drafts, newest first.
 *
 * @returns with where to go on, if there are more
 * @throws EnvelopeError FOLDER_NOT_FOUND, INVALID_FIELD and STALE_HANDLE for a page that is none any
 * more, and where the server will not search
 */
export async function listDrafts(
	account: Account,
	{ filter, limit, page }: DraftsWanted,
	options: ReadOptions,
): Promise<{ folder: string; messages: Message[]; nextPage: string | undefined }> {
	return withConnectionAgain(account, 'fetch', async (connection) => {
		const folder = await openDrafts(connection);
		const end = page === undefined ? Infinity : endOf(folder, page);
		const older = folder.drafts.map(({ uid }) => uid).filter((uid) => uid < end);
		const uids = await matching(connection, older, filter);
		const chosen = uids.slice(-limit);
		const messages = await fetchMessages(connection, chosen, options);
		const [last] = uids.length > limit ? chosen : [];
		const nextPage = last === undefined ? undefined : formatHandle(handleOfDraft(folder, last));
		return { folder: folder.path, messages: messages.reverse(), nextPage };
	});
}

/** The UID below which a page begins. */
function endOf({ uidValidity }: DraftsFolder, page: string): number {
	const handle = parseHandle(page);
	if (handle?.uidValidity === uidValidity) return handle.uid;
	if (handle) throw staleHandle(handle);
	throw new EnvelopeError(
		'INVALID_FIELD',
		`Page is "${page.slice(0, 100)}", which is no nextPage`,
		{
			phase: 'settings',
			remedy: 'Leave it empty to begin with the newest drafts.',
		},
	);
}
