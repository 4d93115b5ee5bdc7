import type { Account } from '../../../../mail/account/settings';
import { type Cursor, cursorSchema } from '../../../../mail/imap/watch/cursor';
import { closeImapPools, withConnection } from '../../../../mail/imap/pool';
import { accountFor, alice, users } from '../../../support/account';
import { eml } from '../../../support/eml';
import { type FaultProxy, startFaultProxy } from '../../../support/faultProxy';
import { describeServers, type TestServer } from '../../../support/servers';
import { until } from '../../../support/until';
import { startWatching, type Watching } from '../../../support/watching';

const folder = 'Work';

/** Moments of arrival, to the second, which is what INTERNALDATE has. */
const at = (hour: number) => new Date(Date.UTC(2026, 10, 20, hour));

describeServers('a folder that was deleted and made anew', (start) => {
	let server: TestServer;
	let proxy: FaultProxy;
	let watches: Watching[] = [];
	/** Over the proxy. */
	let account: Account;

	beforeEach(async () => {
		server = await start({ users, withoutSmtp: true });
		proxy = await startFaultProxy({ target: server.ports.imaps });
		account = accountFor(server, { imapPort: proxy.port });
		await inMailbox('create');
	});

	afterEach(async () => {
		for (const { watch } of watches) watch.close();
		watches = [];
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

	/** The same subject and moment: the same message, wherever it stands. */
	const deliver = async (subject: string, date: Date) => {
		const messageId = `${subject.replaceAll(' ', '-')}@example.test`;
		await server.deliver(alice, eml({ subject, messageId }), { folder, date });
	};

	const watch = (changes: Parameters<typeof startWatching>[1] = {}) => {
		const watching = startWatching(account, { folder, ...changes });
		watches.push(watching);
		return watching;
	};

	it('is known again by a watch that was disconnected', async () => {
		await deliver('early', at(10));
		await deliver('last', at(11));
		const watching = watch();
		await watching.handedOver(2);
		await proxy.refuse();
		await inMailbox('delete', 'create');
		await deliver('early', at(10));
		await deliver('meanwhile', at(12));
		await deliver('last', at(11));
		await deliver('moved in', at(9));
		await proxy.accept();
		await watching.handedOver(4);
		await deliver('new', at(8)); // new is what comes, whatever its date
		await watching.handedOver(5);
		expect(watching.subjects()).toEqual(['early', 'last', 'meanwhile', 'moved in', 'new']);
		expect(watching.rebuilds).toEqual([
			expect.stringMatching(/"Work".*UIDVALIDITY.*4 messages, 2 were known.*2 are read/),
		]);
		expect(watching.troubles).toEqual([]);
	});

	it('is known again by the watch of another process, also in the same second', async () => {
		await deliver('last', at(11));
		const first = watch();
		await first.handedOver(1);
		await deliver('awaited', at(11));
		await first.handedOver(2);
		const cursor = first.cursor();
		first.watch.close();
		await inMailbox('delete', 'create');
		for (const subject of ['awaited', 'another', 'last']) await deliver(subject, at(11));
		const second = watch({ cursor: stored(cursor) });
		await second.handedOver(1);
		await deliver('new', at(14));
		await second.handedOver(2);
		expect(second.subjects()).toEqual(['another', 'new']);
	});

	it('does not flood, where it held old messages from before the first activation', async () => {
		const subjects = Array.from({ length: 5 }, (_, index) => `old ${index}`);
		for (const [index, subject] of subjects.entries()) await deliver(subject, at(index));
		const first = watch({ startFrom: 'now' });
		await first.watch.opened();
		const cursor = first.cursor();
		first.watch.close();
		await inMailbox('delete', 'create');
		for (const [index, subject] of subjects.entries()) await deliver(subject, at(index));
		await deliver('new', at(10));
		const second = watch({ startFrom: 'now', cursor: stored(cursor) });
		await second.handedOver(1);
		expect(second.subjects()).toEqual(['new']);
	});

	it('is known again while it is being restored, message by message', async () => {
		await deliver('one', at(10));
		await deliver('two', at(11));
		const watching = watch();
		await watching.handedOver(2);
		await proxy.refuse();
		await inMailbox('delete', 'create');
		await proxy.accept();
		await until(() => watching.rebuilds.length > 0);
		await deliver('one', at(10));
		await deliver('new', at(12));
		await deliver('two', at(11));
		await deliver('last', at(12));
		await watching.handedOver(4);
		expect(watching.subjects()).toEqual(['one', 'two', 'new', 'last']);
	});

	it('offers what was with n8n once more, under the key of before', async () => {
		await deliver('busy', at(10));
		const first = watch({ handle: async () => ({ done: new Promise(() => {}) }) });
		await first.handedOver(1);
		await deliver('busy too', at(11));
		await first.handedOver(2);
		const cursor = first.cursor();
		first.watch.close();
		await inMailbox('delete', 'create');
		await deliver('busy too', at(11));
		await deliver('busy', at(10));
		const second = watch({ cursor: stored(cursor) });
		await second.handedOver(2);
		expect(second.subjects()).toEqual(['busy too', 'busy']);
		expect(second.keys.toSorted()).toEqual(first.keys.toSorted());
	});

	it('offers batches that were with n8n as they were, also where one has lost a message', async () => {
		const subjects = ['one', 'two', 'three', 'four', 'five'];
		for (const [index, subject] of subjects.entries()) await deliver(subject, at(index));
		const first = watch({
			perExecution: 3,
			handle: async () => ({ done: new Promise(() => {}) }),
		});
		await first.handedOver(5);
		const cursor = first.cursor();
		first.watch.close();
		await inMailbox('delete', 'create');
		await deliver('new', at(9));
		for (const subject of ['five', 'four', 'three', 'one']) {
			await deliver(subject, at(subjects.indexOf(subject)));
		}
		const second = watch({ perExecution: 3, cursor: stored(cursor) });
		await second.handedOver(5);
		expect(second.subjects()).toEqual(['new', 'five', 'four', 'three', 'one']);
		expect(second.keys.slice(1).toSorted()).toEqual(first.keys.toSorted());
	});

	it('still leaves out what was read before a start from unread messages', async () => {
		await deliver('read', at(1));
		await deliver('busy', at(2));
		await deliver('waiting', at(3));
		await deliver('read, too', at(4));
		const readSome = () =>
			withConnection(accountFor(server), 'fetch', async (connection) => {
				await connection.mailboxOpen(folder);
				for (const subject of ['read', 'new, and read']) {
					const uids = (await connection.search({ subject }, { uid: true })) || [];
					await connection.messageFlagsAdd(uids.join(','), ['\\Seen'], { uid: true });
				}
			});
		await readSome();
		const first = watch({
			startFrom: 'unread',
			maxInFlight: 1,
			handle: async () => ({ done: new Promise(() => {}) }),
		});
		await first.handedOver(1);
		const cursor = first.cursor();
		first.watch.close();
		await inMailbox('delete', 'create');
		await deliver('read, too', at(4));
		await deliver('waiting', at(3));
		await deliver('busy', at(2));
		await deliver('read', at(1));
		await deliver('new, and read', at(5));
		await readSome();
		const second = watch({ startFrom: 'unread', cursor: stored(cursor) });
		await second.handedOver(3);
		await deliver('last', at(6));
		await second.handedOver(4);
		expect(second.subjects()).toEqual(['waiting', 'busy', 'new, and read', 'last']);
		expect(second.keys).toContain(first.keys[0]);
	});
});

/** As n8n stores it. */
function stored(cursor: Cursor | undefined): Cursor {
	return cursorSchema.parse(JSON.parse(JSON.stringify(cursor)));
}
