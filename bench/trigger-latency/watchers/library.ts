import { ImapFlow } from 'imapflow';
import { now } from '../../support/clock';
import { imapflowAccount } from '../../support/mailbox';
import type { Watch } from './watcher';

/** imapflow alone, which waits in IDLE and fetches the message as it is: the limit. */
export const library: Watch = async (mailbox, onMail) => {
	const client = new ImapFlow({ ...imapflowAccount(mailbox), disableAutoIdle: true });
	await client.connect();
	await client.mailboxOpen('INBOX', { readOnly: true });
	client.on('exists', () => {
		void client.fetchOne('*', { source: true }).then(() => {
			onMail(now());
			void client.idle();
		});
	});
	void client.idle();
	return () => client.logout();
};
