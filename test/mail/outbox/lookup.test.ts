import { closeImapPools } from '../../../mail/imap/pool';
import { compose } from '../../../mail/message/compose';
import { lookUp } from '../../../mail/outbox/lookup';
import { alice, users } from '../../support/account';
import { startBehindRules } from '../../support/behindRules';
import { cutAt } from '../../support/imapFaults';
import { outgoing } from '../../support/outgoing';
import { describeServers } from '../../support/servers';

describeServers('a message that was sent', (start) => {
	it('is found where the pooled connection dies at the search', async () => {
		const server = await start({ users, withoutSmtp: true });
		const { account, close } = await startBehindRules(server, (connection) =>
			connection === 1 ? cutAt('UID SEARCH', 2) : {},
		);
		const message = compose(outgoing(), { keepBcc: false });
		expect(await lookUp(account, message)).toBeUndefined();
		await server.deliver(alice, `Message-ID: ${message.messageId}\r\n\r\n`, { folder: 'Sent' });
		expect((await lookUp(account, message))?.id).toMatch(/\.Sent$/);
		await closeImapPools();
		await close();
		await server.close();
	});
});
