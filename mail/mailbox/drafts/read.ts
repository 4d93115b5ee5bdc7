import type { Account } from '../../account/settings';
import { fetchMessages } from '../../imap/fetch';
import type { Filter } from '../../imap/filter/filter';
import { matching } from '../../imap/filter/matching';
import { withConnectionAgain } from '../../imap/pool';
import type { Message } from '../../message/model';
import { existingDraft, gone, handleOfDraft, openDrafts } from './folder';

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
		if (!message) throw gone(connection, handleOfDraft(folder, draft));
		return message;
	});
}

/** Which drafts are wanted, and how many at a time. */
export interface DraftsWanted {
	filter: Filter;
	limit: number;
	/** The `nextPage` of the page before. */
	page: number | undefined;
}

/**
 * The newest drafts, newest first.
 *
 * @returns with where to go on, if there are more
 * @throws EnvelopeError FOLDER_NOT_FOUND, and where the server will not search
 */
export async function listDrafts(
	account: Account,
	{ filter, limit, page = Infinity }: DraftsWanted,
	options: ReadOptions,
): Promise<{ folder: string; messages: Message[]; nextPage: number | undefined }> {
	return withConnectionAgain(account, 'fetch', async (connection) => {
		const { path, drafts } = await openDrafts(connection);
		const older = drafts.map(({ uid }) => uid).filter((uid) => uid < page);
		const uids = await matching(connection, older, filter);
		const chosen = uids.slice(-limit);
		const messages = await fetchMessages(connection, chosen, options);
		const nextPage = uids.length > limit ? chosen[0] : undefined;
		return { folder: path, messages: messages.reverse(), nextPage };
	});
}
