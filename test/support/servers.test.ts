import { once } from 'node:events';
import { connect } from 'node:net';
import { createTransport } from 'nodemailer';
import { describeServers, type TestServer } from './servers';

const alice = { user: 'alice@example.test', pass: 'alice-pass' };
const raw = 'From: bob@example.test\r\nSubject: hello\r\n\r\nhow are you?\r\n';

describeServers('what every test server does', (start) => {
	let server: TestServer;
	beforeAll(async () => {
		server = await start({ users: { [alice.user]: alice.pass }, maxMessageSize: 10_000 });
	});
	afterAll(() => server?.close());

	function send({ to = alice.user, text = 'hello' }) {
		const transport = createTransport({
			host: '127.0.0.1',
			port: server.ports.smtps,
			secure: true,
			tls: { ca: server.ca },
			auth: alice,
		});
		return transport.sendMail({ from: alice.user, to, text });
	}

	test('keeps what is delivered as it is', async () => {
		await server.deliver(alice.user, raw, { folder: 'Drafts', flags: ['\\Draft', '\\Seen'] });
		await server.deliver(alice.user, raw, { folder: 'Drafts' });
		const [draft, second] = await server.messages(alice.user, 'Drafts');
		expect(draft?.raw.toString()).toBe(raw);
		expect(draft?.flags.sort()).toEqual(['\\Draft', '\\Seen']);
		expect(second?.flags).toEqual([]);
		expect(second?.uid).toBeGreaterThan(draft?.uid ?? Infinity);
	});

	test('has nothing in a folder nobody wrote to', async () => {
		expect(await server.messages(alice.user, 'Trash')).toEqual([]);
	});

	test('delivers into no folder that is missing', async () => {
		await expect(server.deliver(alice.user, raw, { folder: 'None' })).rejects.toThrow();
	});

	test('refuses recipients it does not know', async () => {
		await expect(send({ to: 'nobody@example.test' })).rejects.toMatchObject({
			responseCode: 550,
		});
	});

	test('refuses messages over its size', async () => {
		const text = 'a line of text\n'.repeat(1_000);
		await expect(send({ text })).rejects.toMatchObject({ responseCode: 552 });
	});

	test('drops connections and accepts new ones', async () => {
		const connections = [server.ports.smtp, server.ports.imap].map((port) => {
			const socket = connect(port, '127.0.0.1');
			socket.on('error', () => undefined); // being reset is being dropped
			return socket;
		});
		await Promise.all(connections.map((socket) => once(socket, 'data')));
		const closed = connections.map((socket) => once(socket, 'close'));
		server.dropConnections();
		await Promise.all(closed);
		await send({});
		await expect(server.messages(alice.user)).resolves.toBeDefined();
	});
});
