import type { Account } from '../../../../mail/account/settings';
import { closeImapPools, withConnection } from '../../../../mail/imap/pool';
import type { Wait } from '../../../../mail/mailbox/wait/waitForMessage';
import { accountFor, alice, users } from '../../../support/account';
import { eml } from '../../../support/eml';
import { failureOf } from '../../../support/failure';
import { type FaultProxy, startFaultProxy } from '../../../support/faultProxy';
import { manualClock } from '../../../support/manualClock';
import { otherClient } from '../../../support/otherClient';
import { describeServers, type TestServer } from '../../../support/servers';
import { until } from '../../../support/until';
import { startWait } from '../../../support/waiting';
import { startWatching } from '../../../support/watching';

const MINUTE_MS = 60_000;

describeServers('waiting for a message', (start) => {
	let server: TestServer;
	let proxy: FaultProxy;
	let account: Account;
	let cancel: AbortController;

	/** Another one for each test, with nothing in it. */
	let folder: string;
	let tests = 0;

	beforeAll(async () => {
		server = await start({ users, withoutSmtp: true });
	});

	beforeEach(async () => {
		folder = `Awaited ${++tests}`;
		await otherClient(server).create(folder);
		proxy = await startFaultProxy({ target: server.ports.imaps });
		account = accountFor(server, { imapPort: proxy.port });
		cancel = new AbortController();
	});

	afterEach(async () => {
		cancel.abort();
		await closeImapPools();
		await proxy.close();
	});

	afterAll(() => server?.close());

	const wait = (changes: Partial<Wait> = {}) =>
		startWait(account, { folder, signal: cancel.signal, ...changes });

	const deliver = (subject: string, changes: Parameters<typeof eml>[0] = {}, ago = 0) => {
		const options = { folder, date: new Date(Date.now() - ago) };
		return server.deliver(alice, eml({ subject, ...changes }), options);
	};

	/** Waits with a clock of its own, until all is asked and nothing is there yet. */
	async function waiting(changes: Partial<Wait> = {}) {
		const clock = manualClock();
		const message = wait({ clock, ...changes });
		message.catch(() => {});
		// The limit, and the next look.
		await until(() => clock.waiting() >= 2);
		return { clock, message };
	}

	it('gives the message that comes, and none that was there', async () => {
		await deliver('old', {}, 10 * MINUTE_MS);
		await deliver('a minute ago', {}, MINUTE_MS);
		const { message } = await waiting();
		await deliver('new', { body: 'Hello!' });
		const found = await message;
		expect(found).toMatchObject({ subject: 'new', folder, text: 'Hello!\n' });
		expect(found?.flags).not.toContain('\\Seen');
		expect(found?.id).toBe(`${found?.uid}.${found?.id.split('.')[1]}.${folder}`);
	});

	it('gives one at once that came shortly before, where that counts: the newest', async () => {
		await deliver('old', {}, 10 * MINUTE_MS);
		await deliver('first code', {}, 50_000);
		await deliver('second code', {}, 20_000);
		await deliver('news', {}, 10_000);
		const found = await wait({
			since: new Date(Date.now() - MINUTE_MS),
			filter: { subject: 'CODE' },
		});
		expect(found).toMatchObject({ subject: 'second code' });
	});

	it('passes over what does not fit', async () => {
		const { message } = await waiting({
			filter: { from: 'shop@example.test' },
			fits: async ({ references }) => references.includes('<asked@example.test>'),
		});
		const headers = ['References: <first@example.test> <asked@example.test>'];
		await deliver('another sender', { headers });
		await deliver('another thread', { from: 'Shop <shop@example.test>' });
		await deliver('the answer', { from: 'Shop <shop@example.test>', headers });
		expect(await message).toMatchObject({ subject: 'the answer' });
	});

	it('comes back with nothing when the time is up', async () => {
		await deliver('old', {}, MINUTE_MS);
		const { clock, message } = await waiting({ limitMs: 5 * MINUTE_MS });
		await clock.advance(5 * MINUTE_MS);
		expect(await message).toBeUndefined();
	});

	it('looks once where it may not wait at all', async () => {
		expect(await wait({ limitMs: 0 })).toBeUndefined();
		await deliver('here', {}, 10_000);
		const since = new Date(Date.now() - MINUTE_MS);
		expect(await wait({ limitMs: 0, since })).toMatchObject({ subject: 'here' });
	});

	it('ends where it is told to, and before it begins', async () => {
		const { message } = await waiting();
		cancel.abort();
		expect(await message).toBeUndefined();
		const accepted = proxy.accepted();
		expect(await wait()).toBeUndefined();
		expect(proxy.accepted()).toBe(accepted);
	});

	it('lets many wait over one connection, and other operations go on', async () => {
		const waits = Array.from({ length: 20 }, (_, index) =>
			wait({ filter: { subject: `number ${index}.` } }),
		);
		await until(() => proxy.open() === 1);
		const listed = Array.from({ length: 10 }, () =>
			withConnection(account, 'folder', (connection) => connection.list()),
		);
		await Promise.all(listed);
		expect(proxy.open()).toBeLessThanOrEqual(4);
		for (let index = 0; index < 20; index++) await deliver(`number ${index}.`);
		const subjects = (await Promise.all(waits)).map((found) => found?.subject);
		expect(subjects).toEqual(waits.map((_, index) => `number ${index}.`));
		await closeImapPools();
		await until(() => proxy.open() === 0);
	});

	it('shares the connection of a trigger that watches the folder', async () => {
		const watching = startWatching(account, { folder });
		await watching.watch.opened();
		await deliver('before', {}, MINUTE_MS);
		await watching.handedOver(1);
		const message = wait();
		await deliver('new');
		expect(await message).toMatchObject({ subject: 'new' });
		await watching.handedOver(2);
		expect(proxy.accepted()).toBe(1);
		watching.watch.close();
	});

	it('misses nothing that came while the connection was lost', async () => {
		const { clock, message } = await waiting();
		await proxy.refuse();
		await deliver('meanwhile');
		await proxy.accept();
		while (proxy.open() === 0) {
			await until(() => clock.waiting() > 1 || proxy.open() > 0);
			await clock.advance(1_000);
		}
		expect(await message).toMatchObject({ subject: 'meanwhile' });
	});

	it('notices a connection that is half-open', async () => {
		const { clock, message } = await waiting({ timing: { commandDeadline: 500 } });
		proxy.stall();
		await deliver('silent');
		await clock.advance(5_000);
		while (proxy.accepted() < 2) {
			await until(() => clock.waiting() > 1 || proxy.accepted() > 1);
			await clock.advance(1_000);
		}
		expect(await message).toMatchObject({ subject: 'silent' });
	});

	it('fails where nobody knows at the end whether a message came', async () => {
		const { clock, message } = await waiting({ limitMs: 5 * MINUTE_MS });
		const failure = failureOf(message);
		await proxy.refuse();
		for (let minute = 0; minute < 5; minute++) {
			await until(() => clock.waiting() > 1);
			await clock.advance(MINUTE_MS);
		}
		expect(await failure).toMatchObject({ transient: true, phase: expect.any(String) });
	});

	it('says at once what the folder and the sign-in are wrong by', async () => {
		const noFolder = await failureOf(wait({ folder: 'Nowhere' }));
		expect(noFolder).toMatchObject({ code: 'FOLDER_NOT_FOUND' });
		expect(noFolder.message).toContain('"INBOX"');
		account = accountFor(server, { imapPort: proxy.port, password: 'wrong' });
		expect(await failureOf(wait())).toMatchObject({ code: 'IMAP_AUTH_FAILED' });
	});

	it('fails where the folder is deleted meanwhile', async () => {
		const { clock, message } = await waiting();
		const failure = failureOf(message);
		await otherClient(server).remove(folder);
		let failed = false;
		void failure.then(() => (failed = true));
		while (!failed) {
			await until(() => clock.waiting() > 1 || failed);
			await clock.advance(1_000);
		}
		expect(await failure).toMatchObject({ code: 'FOLDER_NOT_FOUND' });
	});

	it('waits in three folders of an account, and in each as often as is wanted', async () => {
		const folders = ['Drafts', 'Sent', 'Trash'];
		const { clock } = await waiting({ folder: 'Drafts' });
		const others = [...folders, ...folders].map((folder) => wait({ folder, clock }));
		const failure = await failureOf(wait({ folder: 'INBOX' }));
		expect(failure).toMatchObject({ code: 'CONNECTION_LIMIT', transient: true });
		cancel.abort();
		await Promise.all(others);
		cancel = new AbortController();
		expect(await wait({ limitMs: 0, signal: cancel.signal })).toBeUndefined();
	});
});
