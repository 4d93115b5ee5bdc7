import { closeImapPools, withConnection } from '../../../mail/imap/pool';
import { fileCopy, findSent, type MessageName } from '../../../mail/imap/sent';
import { newMessageId } from '../../../mail/message/messageId';
import {
	type MailServer,
	type MailServerOptions,
	startMailServer,
} from '../../../sandbox/mailserver';
import { accountFor, alice, bob, users } from '../../support/account';
import { describeServers, type TestServer } from '../../support/servers';

const named = (): MessageName => ({ field: 'message-id', id: newMessageId(alice) });
const raw = ({ id }: MessageName, field = 'Message-ID') =>
	Buffer.from(`From: ${alice}\r\n${field}: ${id}\r\nSubject: a copy\r\n\r\n.dot\r\n`);
const copyOf = (name: MessageName) => ({ bytes: raw(name), messageId: name.id, date: new Date() });

type Server = Pick<TestServer, 'ports' | 'ca'>;
const find = (server: Server, name: MessageName, inInbox = true) => {
	const account = accountFor(server);
	return withConnection(account, 'fetch', (connection) =>
		findSent(connection, account, name, { inInbox }),
	);
};
const file = (server: Server, name: MessageName, look: boolean) =>
	withConnection(accountFor(server), 'append', (connection) =>
		fileCopy(connection, name, copyOf(name), look),
	);

afterEach(closeImapPools);

describeServers('the Sent folder', (start) => {
	let server: TestServer;
	beforeAll(async () => {
		server = await start({ users, withoutSmtp: true });
	});
	afterAll(() => server?.close());

	const stored = async ({ id }: MessageName, folder = 'Sent') =>
		(await server.messages(alice, folder)).filter((message) => message.raw.includes(id));

	test.each(['Sent', 'INBOX'])('a message is found in %s', async (folder) => {
		const name = named();
		await server.deliver(alice, raw(name), { folder });
		const uid = (await stored(name, folder))[0]?.uid;
		const found = await find(server, name);
		expect(found?.id).toMatch(new RegExp(`^${uid}\\.\\d+\\.${folder}$`));
	});

	test.each(['Sent', 'INBOX'])('a draft in %s was not sent', async (folder) => {
		const name = named();
		await server.deliver(alice, raw(name), { folder, flags: ['\\Draft'] });
		expect(await find(server, name)).toBeUndefined();
	});

	test('it tells to whom and when it was sent', async () => {
		const name = named();
		const recipients = `To: ${bob}, Carol <carol@example.test>\r\nCC: dave@example.test\r\n`;
		await server.deliver(alice, `${recipients}${raw(name).toString()}`, { folder: 'Sent' });
		const found = await find(server, name);
		const addresses = found?.to.map(({ address }) => address);
		expect(addresses).toEqual([bob, 'carol@example.test', 'dave@example.test']);
		expect(Date.now() - (found?.receivedAt?.getTime() ?? 0)).toBeLessThan(10 * 60_000);
	});

	test('of a redirected one it tells to whom that was', async () => {
		const name: MessageName = { field: 'resent-message-id', id: newMessageId(alice) };
		const header = `Resent-To: ${bob}\r\nResent-From: ${alice}\r\nTo: ${alice}\r\n`;
		const message = `${header}${raw(name, 'Resent-Message-ID').toString()}`;
		await server.deliver(alice, message, { folder: 'Sent' });
		expect((await find(server, name))?.to).toEqual([{ name: '', address: bob }]);
	});

	test('anybody can put one into the inbox', async () => {
		const name = named();
		await server.deliver(alice, raw(name));
		expect(await find(server, name, false)).toBeUndefined();
		const forged = named();
		await server.deliver(alice, raw(forged).toString().replace(alice, 'eve@example.test'));
		expect(await find(server, forged)).toBeUndefined();
	});

	test('one that was not sent is not found', async () => {
		await server.deliver(alice, raw(named()), { folder: 'Sent' });
		expect(await find(server, named())).toBeUndefined();
	});

	test('a draft is not a sent message', async () => {
		const name = named();
		await server.deliver(alice, raw(name), { folder: 'Drafts', flags: ['\\Draft'] });
		expect(await find(server, name)).toBeUndefined();
	});

	test('one that was resent is found by the ID of its own alone', async () => {
		const name: MessageName = { field: 'resent-message-id', id: newMessageId(alice) };
		await server.deliver(alice, raw(name, 'Resent-Message-ID'), { folder: 'Sent' });
		expect((await find(server, name))?.id).toMatch(/\.Sent$/);
		expect(await find(server, { ...name, field: 'message-id' })).toBeUndefined();
	});

	test('a copy has the same bytes and is read', async () => {
		const name = named();
		const handle = await file(server, name, false);
		const [copy, ...more] = await stored(name);
		expect(more).toEqual([]);
		expect(copy).toMatchObject({ flags: ['\\Seen'], raw: raw(name) });
		expect(handle).toMatch(new RegExp(`^${copy?.uid}\\.\\d+\\.Sent$`));
	});

	test('one that is there already is not doubled where it is looked for', async () => {
		const name = named();
		await server.deliver(alice, raw(name), { folder: 'Sent' });
		const [there] = await stored(name);
		expect(await file(server, name, true)).toMatch(new RegExp(`^${there?.uid}\\.`));
		expect(await stored(name)).toHaveLength(1);
		await file(server, name, false);
		expect(await stored(name)).toHaveLength(2);
	});

	test('one in another folder is no copy', async () => {
		const name = named();
		await server.deliver(alice, raw(name));
		expect(await file(server, name, true)).toMatch(/\.Sent$/);
		// The look before left a folder open that is only read from.
		expect(await stored(name)).toMatchObject([{ flags: ['\\Seen'] }]);
	});
});

describe('mailboxes of other shapes', () => {
	let server: MailServer;
	const serve = async (options: Partial<MailServerOptions>) =>
		(server = await startMailServer({ users, ...options }));
	afterEach(async () => {
		await closeImapPools();
		await server.close();
	});

	test('a missing folder is made, once', async () => {
		await serve({ specialFolders: { Drafts: '\\Drafts' } });
		const names = [named(), named(), named()];
		const handles = await Promise.all(names.map((name) => file(server, name, true)));
		for (const handle of handles) expect(handle).toMatch(/^\d+\.\d+\.Sent$/);
		expect(server.messages(alice, 'Sent')).toHaveLength(3);
	});

	test('a folder of another name is known by its use', async () => {
		await serve({ specialFolders: { 'Gesendete Objekte': '\\Sent', Alles: '\\All' } });
		const [filed, archived] = [named(), named()];
		expect(await file(server, filed, false)).toMatch(/\.Gesendete Objekte$/);
		server.deliver(alice, raw(archived), { folder: 'Alles' });
		expect((await find(server, archived, false))?.id).toMatch(/\.Alles$/);
	});

	test('what strangers sent is among all messages too', async () => {
		await serve({ specialFolders: { Sent: '\\Sent', Alles: '\\All' } });
		const name = named();
		const forged = raw(name).toString().replace(alice, 'eve@example.test');
		server.deliver(alice, forged, { folder: 'Alles' });
		expect(await find(server, name)).toBeUndefined();
		server.deliver(alice, raw(name), { folder: 'Alles' });
		server.deliver(alice, forged, { folder: 'Alles' });
		expect((await find(server, name))?.id).toMatch(/^2\..*\.Alles$/);
	});

	test('a copy has a handle also where the server does not tell it', async () => {
		await serve({ withoutCapabilities: ['UIDPLUS'] });
		const handle = await file(server, named(), false);
		const [copy] = server.messages(alice, 'Sent');
		expect(handle).toMatch(new RegExp(`^${copy?.uid}\\.\\d+\\.Sent$`));
	});
});
