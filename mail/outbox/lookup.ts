import type { Account } from '../account/settings';
import { withConnectionAgain } from '../imap/pool';
import { findSent, type MessageName, type SentMessage } from '../imap/sent';
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
 * @param options.inInbox whether it may be seen as it came back to us; anybody can write there, so
 * that this is for a message that was on its way a moment ago
 * @returns undefined where it is not there, which proves nothing, or where the account has no mailbox
 * @throws EnvelopeError where the mailbox cannot be searched
 */
export async function lookUp(
	account: Account,
	message: ComposedMessage,
	options: { inInbox: boolean } = { inInbox: false },
): Promise<SentMessage | undefined> {
	if (!account.imap) return undefined;
	return withConnectionAgain(account, 'fetch', (connection) =>
		findSent(connection, account, nameOfMessage(message), options),
	);
}

/** In the place of the server's answer. */
export function foundAs({ id }: SentMessage): string {
	return `Found in the mailbox as ${id}`;
}
