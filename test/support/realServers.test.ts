import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { ImapFlow } from 'imapflow';
import { createTransport } from 'nodemailer';
import { z } from 'zod';
import { startRealServers, type RealServers } from './realServers';
import { realServersWanted } from './servers';

const alice = { user: 'alice@example.test', pass: 'alice: pass' };
const bob = { user: 'bob@example.test', pass: 'bob-pass' };
const users = { [alice.user]: alice.pass, [bob.user]: bob.pass };
const maxMessageSize = 100_000;
const raw = 'From: bob@example.test\r\nSubject: hello\r\n\r\nhow are you?\r\n';

let server: RealServers;

function smtp({ auth = alice, secure = false } = {}) {
	const port = secure ? server.ports.smtps : server.ports.smtp;
	const tls = { ca: server.ca };
	return createTransport({ host: 'localhost', port, secure, requireTLS: !secure, tls, auth });
}

function imap({ auth = alice, secure = false } = {}) {
	const port = secure ? server.ports.imaps : server.ports.imap;
	const tls = { ca: server.ca };
	const doSTARTTLS = secure ? undefined : true;
	const client = new ImapFlow({
		host: '127.0.0.1',
		port,
		secure,
		doSTARTTLS,
		tls,
		auth,
		logger: false,
	});
	client.on('error', () => undefined); // a cut connection, which the tests see as `close`
	return client;
}

async function inboxOf(auth: typeof alice) {
	const client = imap({ auth });
	await client.connect();
	await client.mailboxOpen('INBOX');
	return client;
}

const title = 'Dovecot and Postfix';
const describeReal = realServersWanted ? describe : describe.skip;

describeReal(realServersWanted ? title : `${title} (skipped: set ENVELOPE_REAL_SERVERS=1)`, () => {
	beforeAll(async () => {
		server = await startRealServers({ users, maxMessageSize });
	});
	afterAll(() => server?.close());

	describe.each([
		{ mode: 'STARTTLS', secure: false },
		{ mode: 'TLS', secure: true },
	])('over $mode', ({ secure }) => {
		test('SMTP login', async () => {
			await expect(smtp({ secure }).verify()).resolves.toBe(true);
		});

		test('SMTP login with a wrong password is refused', async () => {
			const auth = { ...alice, pass: 'wrong' };
			await expect(smtp({ secure, auth }).verify()).rejects.toMatchObject({ responseCode: 535 });
		});

		test('IMAP login', async () => {
			const client = imap({ secure });
			await client.connect();
			expect(client.usable).toBe(true);
			await client.logout();
		});

		test('IMAP login with a wrong password is refused', async () => {
			const client = imap({ secure, auth: { ...alice, pass: 'wrong' } });
			await expect(client.connect()).rejects.toMatchObject({ authenticationFailed: true });
		});
	});

	test('IMAP has the extensions and special folders that providers have', async () => {
		const client = await inboxOf(alice);
		const extensions = ['IDLE', 'MOVE', 'UIDPLUS', 'CONDSTORE', 'SPECIAL-USE'];
		expect([...client.capabilities.keys()]).toEqual(expect.arrayContaining(extensions));
		const special = (await client.list()).flatMap(({ specialUse }) => specialUse ?? []);
		expect(special.sort()).toEqual([
			'\\Archive',
			'\\Drafts',
			'\\Inbox',
			'\\Junk',
			'\\Sent',
			'\\Trash',
		]);
		await client.logout();
	});

	test('what SMTP accepts arrives in the INBOX', async () => {
		const inbox = await inboxOf(bob);
		const arrival = once(inbox, 'exists');
		void inbox.idle();
		await smtp().sendMail({ from: alice.user, to: bob.user, subject: 'by SMTP', text: 'hello' });
		await arrival;
		await inbox.logout();
		const [message] = await server.messages(bob.user);
		expect(message?.raw.toString()).toContain('Subject: by SMTP\r\n');
		expect(message?.raw.toString()).toMatch(/^Return-Path: <alice@example.test>\r\n/);
	});

	test.each(['nobody@example.test', 'alice@elsewhere.test'])('%s is refused', async (to) => {
		const sent = smtp().sendMail({ from: alice.user, to, text: 'hello' });
		await expect(sent).rejects.toMatchObject({
			responseCode: 550,
			response: expect.stringContaining('5.1.1'),
		});
	});

	test('nobody sends without a login', async () => {
		const transport = createTransport({
			host: '127.0.0.1',
			port: server.ports.smtp,
			tls: { ca: server.ca },
		});
		const sent = transport.sendMail({ from: alice.user, to: bob.user, text: 'hello' });
		await expect(sent).rejects.toMatchObject({ responseCode: 554 });
	});

	test('a message over the SIZE is refused', async () => {
		const text = 'x'
			.repeat(60)
			.concat('\n')
			.repeat(maxMessageSize / 50);
		const sent = smtp().sendMail({ from: alice.user, to: bob.user, text });
		await expect(sent).rejects.toMatchObject({ responseCode: 552 });
	});

	test('an APPEND is pushed to who is idle', async () => {
		const inbox = await inboxOf(alice);
		const arrival = once(inbox, 'exists');
		void inbox.idle();
		await server.deliver(alice.user, raw, { flags: ['\\Flagged'], date: new Date('2020-02-02') });
		await arrival;
		const message = await inbox.fetchOne('*', { internalDate: true });
		expect(message).toMatchObject({ internalDate: new Date('2020-02-02') });
		await inbox.logout();
		const [stored] = await server.messages(alice.user);
		expect(stored).toMatchObject({ flags: ['\\Flagged'], raw: Buffer.from(raw) });
	});

	test('folders are apart, and an empty one is empty', async () => {
		await server.deliver(bob.user, raw, { folder: 'Sent' });
		expect(await server.messages(bob.user, 'Sent')).toHaveLength(1);
		expect(await server.messages(bob.user, 'Drafts')).toEqual([]);
		await expect(server.deliver(bob.user, raw, { folder: 'None' })).rejects.toThrow();
	});

	test('dropConnections cuts every connection and new ones are accepted', async () => {
		const session = connect(server.ports.smtp, '127.0.0.1');
		session.on('error', () => undefined); // ECONNRESET is as good
		await once(session, 'data');
		const clients = [await inboxOf(alice), imap({ secure: true })];
		await clients[1]?.connect();
		const closed = [session, ...clients].map((connection) => once(connection, 'close'));
		server.dropConnections();
		await Promise.all(closed);
		await expect(smtp().verify()).resolves.toBe(true);
		await (await inboxOf(alice)).logout();
	});

	test('two instances know nothing of each other', async () => {
		const other = await startRealServers({ users: { [alice.user]: 'other' } });
		expect(await other.messages(alice.user)).toEqual([]);
		await other.close();
		await expect(smtp().verify()).resolves.toBe(true);
	});

	test('both end with the process that started them, even if it is killed', async () => {
		const script = `require('${__dirname}/realServers').startRealServers({ users: {} })
			.then(({ ports }) => console.log(JSON.stringify(ports)))`;
		const child = spawn(process.execPath, ['--require', 'tsx/cjs', '--eval', script]);
		const [output] = await once(child.stdout, 'data');
		const ports = z.record(z.string(), z.number()).parse(JSON.parse(String(output)));
		child.kill('SIGKILL');
		for (const port of Object.values(ports)) while (await listens(port));
	});
});

async function listens(port: number): Promise<boolean> {
	const socket = connect(port, '127.0.0.1');
	const open = once(socket, 'connect').then(
		() => true,
		() => false,
	);
	return open.finally(() => socket.destroy());
}
