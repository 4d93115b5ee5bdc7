import type { Account } from '../../../mail/account/settings';
import { closeImapPools, withConnection } from '../../../mail/imap/pool';
import { accountFor, alice, users } from '../../support/account';
import { eml } from '../../support/eml';
import { type FaultProxy, startFaultProxy } from '../../support/faultProxy';
import { describeServers, type TestServer } from '../../support/servers';
import { startWatching } from '../../support/watching';

const folder = 'Work';

/** Moments of arrival, to the second, which is what INTERNALDATE has. */
const at = (hour: number) => new Date(Date.UTC(2026, 10, 20, hour));

describeServers('a folder that was deleted and made anew', (start) => {
	let server: TestServer;
	let proxy: FaultProxy;
	/** Over the proxy. */
	let account: Account;

	beforeEach(async () => {
		server = await start({ users });
		proxy = await startFaultProxy({ target: server.ports.imaps });
		account = accountFor(server, { imapPort: proxy.port });
		await inMailbox('create');
	});

	afterEach(async () => {
		await closeImapPools();
		await proxy.close();
		await server.close();
	});

	/** Over a connection of its own. */
	const inMailbox = (...actions: ('create' | 'delete')[]) =>
		withConnection(accountFor(server), 'folder', async (connection) => {
			for (const action of actions) {
				if (action === 'create') await connection.mailboxCreate(folder);
				else await connection.mailboxDelete(folder);
			}
		});

	const deliver = (subject: string, date: Date) =>
		server.deliver(alice, eml({ subject }), { folder, date });

	const rebuild = async () => {
		await inMailbox('delete', 'create');
		await deliver('long ago', at(9));
		await deliver('read before', at(11));
		await deliver('meanwhile', at(12));
		await deliver('later still', at(13));
	};

	it('is read on from the last message, by a watch that was disconnected', async () => {
		await deliver('early', at(10));
		await deliver('last', at(11));
		const watching = startWatching(account, { folder });
		await watching.handedOver(2);
		await proxy.refuse();
		await rebuild();
		await proxy.accept();
		await watching.handedOver(4);
		await deliver('new', at(8)); // new is what comes, whatever its date
		await watching.handedOver(5);
		expect(watching.subjects()).toEqual(['early', 'last', 'meanwhile', 'later still', 'new']);
		watching.watch.close();
	});

	it('is read on from the last message, by the watch of another process', async () => {
		await deliver('last', at(11));
		const first = startWatching(account, { folder });
		await first.handedOver(1);
		await deliver('awaited', at(11));
		await first.handedOver(2);
		const cursor = first.cursor();
		first.watch.close();
		await rebuild();
		const second = startWatching(account, { folder, cursor });
		await second.handedOver(2);
		await deliver('new', at(14));
		await second.handedOver(3);
		expect(second.subjects()).toEqual(['meanwhile', 'later still', 'new']);
		second.watch.close();
	});
});
