import type { Account } from '../../account/settings';
import { trustedServers } from '../../account/trustedServers';
import { fetchMessages } from '../../imap/fetch';
import { findMessage, messageGone } from '../../imap/find';
import { withConnectionAgain } from '../../imap/pool';
import type { Message } from '../../message/model';

/**
 * A message of the mailbox; it is not marked as read.
 *
 * @param reference a handle or a Message-ID
 * @param options.headers whether all header fields are wanted
 * @throws EnvelopeError MESSAGE_NOT_FOUND, STALE_HANDLE, FOLDER_NOT_FOUND
 */
export async function readMessage(
	account: Account,
	reference: string,
	{ headers = false } = {},
): Promise<Message> {
	return withConnectionAgain(account, 'fetch', async (connection) => {
		const handle = await findMessage(connection, reference);
		const options = { trustedServers: trustedServers(account), headers };
		const [message] = await fetchMessages(connection, [handle.uid], options);
		if (!message) throw messageGone(handle);
		return message;
	});
}
