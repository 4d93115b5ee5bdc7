import { closeImapPools, withConnection } from '../../../mail/imap/pool';
import { fetchedInGroups, fetchOf } from '../../../mail/imap/usable';
import { type MailServer, startMailServer } from '../../../sandbox/mailserver';
import { accountFor, alice, users } from '../../support/account';
import { eml } from '../../support/eml';
import { type ImapProxy, startImapProxy } from '../../support/imapProxy';

describe('what FETCH tells, while the server has news of the folder', () => {
	let server: MailServer;
	let proxy: ImapProxy;

	beforeAll(async () => {
		server = await startMailServer({ users });
		for (let count = 0; count < 3; count++) server.deliver(alice, eml());
		const news = [1, 2, 3].map((uid) => `* ${uid} FETCH (UID ${uid} FLAGS (\\Flagged))\r\n`);
		proxy = await startImapProxy({
			target: server.ports.imap,
			rules: () => ({
				response: (response) =>
					/^\* 2 FETCH/.test(response) ? { instead: [...news, response, ...news] } : undefined,
			}),
		});
	});

	afterAll(async () => {
		await closeImapPools();
		await proxy.close();
		await server.close();
	});

	it('is of the messages that were asked for alone, each whole and once', async () => {
		const account = accountFor(server, { imapPort: proxy.port, imapTls: 'none' });
		await withConnection(account, 'fetch', async (connection) => {
			await connection.mailboxOpen('INBOX', { readOnly: true });
			const query = { uid: true, size: true, bodyStructure: true };
			const whole = { uid: 2, size: expect.any(Number), bodyStructure: { type: 'text/plain' } };
			const fetched = await fetchOf(connection, [2], query);
			expect(fetched).toMatchObject([whole]);
			for await (const group of fetchedInGroups(connection, [2], query)) {
				expect(group).toMatchObject([whole]);
			}
		});
	});
});
