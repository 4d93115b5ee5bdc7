import { ImapFlow } from 'imapflow';
import { imapflowAccount } from '../../support/mailbox';
import type { Holder } from './holder';

/** A connection of imapflow alone, in IDLE. */
export const library: Holder = async () => async (mailbox) => {
	const client = new ImapFlow(imapflowAccount(mailbox));
	await client.connect();
	await client.mailboxOpen('INBOX', { readOnly: true });
	void client.idle();
	return () => client.logout();
};
