import type { Account } from '../account/settings';
import { withConnection } from '../imap/pool';
import { findSent, type MessageName } from '../imap/sent';
import type { ComposedMessage } from '../message/compose';

/** What the message can be found by. */
export function nameOfMessage({ messageId, resentId }: ComposedMessage): MessageName {
	return resentId === undefined
		? { field: 'message-id', id: messageId }
		: { field: 'resent-message-id', id: resentId };
}

/**
 * Looks for a message of ours in the mailbox: that it is there proves that it was sent.
 *
 * @returns its handle; undefined where it is not there, which proves nothing, or where the account
 * has no mailbox
 * @throws EnvelopeError where the mailbox cannot be searched
 */
export async function lookUp(
	account: Account,
	message: ComposedMessage,
): Promise<string | undefined> {
	if (!account.imap) return undefined;
	return withConnection(account, 'fetch', (connection) =>
		findSent(connection, nameOfMessage(message)),
	);
}
