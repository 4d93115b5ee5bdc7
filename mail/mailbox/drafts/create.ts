import type { Account } from '../../account/settings';
import { append, openToAppend } from '../../imap/append';
import type { Connection } from '../../imap/connection';
import { specialFolder } from '../../imap/folders';
import { shorten } from '../../imap/knownIds';
import { withConnectionAgain } from '../../imap/pool';
import { assertUsable } from '../../imap/usable';
import { compose, messageBytes } from '../../message/compose';
import type { Handle } from '../../message/handle';
import type { OutgoingMessage } from '../../message/outgoing';

/** Where a draft is. */
export interface CreatedDraft {
	handle: Handle;
	messageId: string;
	/** An earlier call had written it, and this one did nothing. */
	alreadyCreated: boolean;
}

/** Message-IDs that are remembered. */
const MAX_TRIED = 1_000;

/**
 * Message-IDs of the drafts that were given to a server since n8n runs. What another n8n, or this one
 * before its database was reset, wrote under the same is another draft.
 */
const tried = new Set<string>();

/**
 * Puts a message into the drafts folder, unless an earlier call did and it is there: a call that is
 * repeated, because the answer of the server was lost, writes no second one.
 *
 * @param message its Message-ID is the same again for a repeat
 * @throws EnvelopeError FOLDER_NOT_FOUND, ATTACHMENT_MISSING, INVALID_FIELD
 */
export async function createDraft(
	account: Account,
	message: OutgoingMessage,
): Promise<CreatedDraft> {
	const { messageId, date } = message;
	// Before there is a connection: the files of what is forwarded are read over another of the few.
	const bytes = await messageBytes(compose(message, { keepBcc: true }));
	let begun = false;
	return withConnectionAgain(account, 'append', async (connection) => {
		const folder = await openToAppend(connection, await specialFolder(connection, '\\Drafts'));
		const uid = tried.has(messageId) ? await presentUid(connection, messageId) : undefined;
		if (uid !== undefined) {
			const handle = { uid, uidValidity: folder.uidValidity, folder: folder.path };
			return { handle, messageId, alreadyCreated: !begun };
		}
		begun = true;
		tried.add(messageId);
		shorten(tried, MAX_TRIED);
		const flags = ['\\Draft', '\\Seen'];
		const handle = await append(connection, folder, { bytes, messageId, flags, date });
		return { handle, messageId, alreadyCreated: false };
	});
}

/**
 * The newest version of a draft in the open folder, but for what is marked as deleted. A server that
 * will not search does not keep a draft from being written.
 */
async function presentUid(connection: Connection, messageId: string): Promise<number | undefined> {
	const query = { header: { 'message-id': messageId }, deleted: false };
	const uids = await connection.search(query, { uid: true });
	assertUsable(connection, 'append');
	return uids ? uids.sort((a, b) => a - b).at(-1) : undefined;
}
