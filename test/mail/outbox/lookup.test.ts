import { compose } from '../../../mail/message/compose';
import { lookUp } from '../../../mail/outbox/lookup';
import { alice, users } from '../../support/account';
import { useRules } from '../../support/behindRules';
import { cutAt } from '../../support/imapFaults';
import { outgoing } from '../../support/outgoing';
import { describeServers, type TestServer } from '../../support/servers';

describeServers('a message that was sent', (start) => {
	let server: TestServer;
	const { behind } = useRules(() => server);
	afterEach(() => server.close());

	it('is found where the pooled connection dies at the search', async () => {
		server = await start({ users, withoutSmtp: true });
		const account = await behind((nth) => (nth === 1 ? cutAt('UID SEARCH', 2) : {}));
		const message = compose(outgoing(), { keepBcc: false });
		expect(await lookUp(account, message)).toBeUndefined();
		await server.deliver(alice, `Message-ID: ${message.messageId}\r\n\r\n`, { folder: 'Sent' });
		expect((await lookUp(account, message))?.id).toMatch(/\.Sent$/);
	});
});
