import type { Account } from '../../account/settings';
import { findOriginal, messageIdIn } from '../../imap/find';
import { withConnectionAgain } from '../../imap/pool';
import { parseHandle } from '../../message/handle';

/**
 * The Message-ID by which an answer names a message.
 *
 * @param reference a handle, or the Message-ID itself
 * @throws EnvelopeError MESSAGE_NOT_FOUND, STALE_HANDLE, FOLDER_NOT_FOUND
 */
export async function messageIdFor(account: Account, reference: string): Promise<string> {
	if (!parseHandle(reference)) return messageIdIn(reference);
	const { messageId } = await withConnectionAgain(account, 'fetch', (connection) =>
		findOriginal(connection, reference),
	);
	return messageId;
}
