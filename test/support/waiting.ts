import type { Account } from '../../mail/account/settings';
import { type Wait, waitForMessage } from '../../mail/mailbox/wait/waitForMessage';
import type { Message } from '../../mail/message/model';

/** Waits half an hour for any message of the inbox, but for what the test is about. */
export function startWait(
	account: Account,
	changes: Partial<Wait> = {},
): Promise<Message | undefined> {
	return waitForMessage({
		account,
		folder: 'INBOX',
		filter: {},
		fits: async () => true,
		since: new Date(),
		headers: false,
		limitMs: 30 * 60_000,
		random: () => 0,
		...changes,
	});
}
