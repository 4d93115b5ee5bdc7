import type { Account } from '../../../mail/account/settings';
import { closeImapPools, withConnection, withConnectionAgain } from '../../../mail/imap/pool';
import { type MailServer, startMailServer } from '../../../sandbox/mailserver';
import { accountFor, users } from '../../support/account';
import { failureOf } from '../../support/failure';
import { startFaultProxy } from '../../support/faultProxy';
import { until } from '../../support/until';

let server: MailServer;
let account: Account;

beforeEach(async () => {
	server = await startMailServer({ users });
	account = accountFor(server);
});

afterEach(async () => {
	await closeImapPools();
	await server.close();
});

const open = () =>
	withConnection(account, 'folder', async (connection) => {
		await connection.mailboxOpen('INBOX', { readOnly: true });
		return connection;
	});

test('20 calls at once share three connections', async () => {
	let most = 0;
	const call = () =>
		withConnection(account, 'folder', async (connection) => {
			most = Math.max(most, server.connections().imap);
			await connection.noop();
		});
	await Promise.all(Array.from({ length: 20 }, call));
	expect(most).toBeLessThanOrEqual(3);
	expect(server.connections().imapLogins).toBeLessThanOrEqual(3);
});

test("a connection is one caller's at a time", async () => {
	const inUse = new Set<unknown>();
	const call = () =>
		withConnection(account, 'folder', async (connection) => {
			expect(inUse.has(connection)).toBe(false);
			inUse.add(connection);
			await connection.noop();
			inUse.delete(connection);
		});
	await Promise.all(Array.from({ length: 20 }, call));
});

test('calls after one another sign in once', async () => {
	for (let call = 0; call < 5; call++) await open();
	expect(server.connections().imapLogins).toBe(1);
});

test('accounts do not share connections', async () => {
	await open();
	account = accountFor(server, { senderName: 'Another credential' });
	await open();
	expect(server.connections().imapLogins).toBe(2);
});

test('a connection that died while nobody used it is replaced', async () => {
	const connection = await open();
	server.dropConnections();
	await until(() => !connection.usable);
	for (let call = 0; call < 3; call++) expect(await open()).not.toBe(connection);
	expect(server.connections().imapLogins).toBe(2);
});

test('an error in a call gives the connection back, however often', async () => {
	for (let call = 0; call < 10; call++) {
		const failing = withConnection(account, 'folder', async () => {
			throw new Error('of the caller');
		});
		expect(await failureOf(failing)).toMatchObject({ code: 'UNEXPECTED', phase: 'folder' });
	}
	const missing = withConnection(account, 'folder', (connection) =>
		connection.mailboxOpen('Nowhere'),
	);
	expect(await failureOf(missing)).toMatchObject({ code: 'FOLDER_NOT_FOUND' });
	await open();
	expect(server.connections().imapLogins).toBe(1);
});

test('a connection lost in the middle of a call is an error of the connection', async () => {
	const call = withConnection(account, 'fetch', async (connection) => {
		server.dropConnections();
		await connection.mailboxOpen('INBOX');
	});
	expect(await failureOf(call)).toMatchObject({
		code: 'CONNECTION_LOST',
		phase: 'fetch',
		transient: true,
	});
	await open();
});

describe('what may be done twice', () => {
	const search = (use = () => {}) =>
		withConnectionAgain(account, 'fetch', async (connection) => {
			use();
			await connection.mailboxOpen('INBOX', { readOnly: true });
		});

	test('is done on a new connection where all that waited have died', async () => {
		await Promise.all([open(), open(), open()]);
		let calls = 0;
		await search(() => {
			if (calls++ === 0) server.dropConnections();
		});
		expect(calls).toBeGreaterThan(1);
	});

	test('is done on another one where a new connection is lost', async () => {
		let calls = 0;
		await search(() => {
			if (calls++ === 0) server.dropConnections();
		});
		expect(calls).toBe(2);
	});

	test.each([
		['and no connection waited', 0, 2],
		['and all that waited died, too', 3, 5],
	])('is given up where every new one is lost, %s', async (_which, waiting, most) => {
		await Promise.all(Array.from({ length: waiting }, open));
		let calls = 0;
		const lost = search(() => {
			calls++;
			server.dropConnections();
		});
		expect(await failureOf(lost)).toMatchObject({ code: 'CONNECTION_LOST' });
		expect(calls).toBeGreaterThan(1);
		expect(calls).toBeLessThanOrEqual(most);
	});

	test('is not repeated for another error', async () => {
		await open();
		let calls = 0;
		const failing = withConnectionAgain(account, 'folder', (connection) => {
			calls++;
			return connection.mailboxOpen('Nowhere');
		});
		expect(await failureOf(failing)).toMatchObject({ code: 'FOLDER_NOT_FOUND' });
		expect(calls).toBe(1);
	});
});

test('a connection that has gone silent is replaced', async () => {
	const proxy = await startFaultProxy({ target: server.ports.imaps });
	account = accountFor({ ...server, ports: { ...server.ports, imaps: proxy.port } });
	const now = jest.spyOn(Date, 'now');
	try {
		const connection = await open();
		proxy.stall();
		now.mockReturnValue(Date.now() + 20_000);
		expect((await open()) === connection).toBe(false);
	} finally {
		now.mockRestore();
		await proxy.close();
	}
});

test('an error at connecting reaches every caller, and the next one tries anew', async () => {
	account = accountFor(server, { password: 'wrong' });
	const calls = Array.from({ length: 8 }, () => failureOf(open()));
	for (const error of await Promise.all(calls)) {
		expect(error).toMatchObject({ code: 'IMAP_AUTH_FAILED', phase: 'login', transient: false });
	}
	expect((await failureOf(open())).code).toBe('IMAP_AUTH_FAILED');
	await until(() => server.connections().imap === 0);
});

test('closing the pools closes every connection', async () => {
	await Promise.all([open(), open(), open()]);
	await closeImapPools();
	await until(() => server.connections().imap === 0);
});
