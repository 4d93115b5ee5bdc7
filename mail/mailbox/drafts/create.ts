import type { Account } from '../../account/settings';
import { append, openToAppend } from '../../imap/append';
import { specialFolder } from '../../imap/folders';
import { withConnection } from '../../imap/pool';
import { compose, messageBytes } from '../../message/compose';
import type { Handle } from '../../message/handle';
import { newMessageId } from '../../message/messageId';
import type { OutgoingMessage } from '../../message/outgoing';

/**
 * Puts a message into the drafts folder.
 *
 * @throws EnvelopeError FOLDER_NOT_FOUND, ATTACHMENT_MISSING, INVALID_FIELD
 */
export async function createDraft(
	account: Account,
	message: Omit<OutgoingMessage, 'messageId'>,
): Promise<{ handle: Handle; messageId: string }> {
	const messageId = newMessageId(message.from.address);
	// Before there is a connection: the files of what is forwarded are read over another of the few.
	const bytes = await messageBytes(compose({ ...message, messageId }, { keepBcc: true }));
	const handle = await withConnection(account, 'append', async (connection) => {
		const folder = await openToAppend(connection, await specialFolder(connection, '\\Drafts'));
		const flags = ['\\Draft', '\\Seen'];
		return append(connection, folder, { bytes, messageId, flags, date: message.date });
	});
	return { handle, messageId };
}
