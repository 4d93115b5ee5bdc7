import type { Account } from '../../../../mail/account/settings';
import { closeImapPools } from '../../../../mail/imap/pool';
import { type ChangesQuestion, changesSince } from '../../../../mail/mailbox/changes/changes';
import { formatToken, parseToken, type Place } from '../../../../mail/mailbox/changes/token';
import { accountFor, alice, bob, users } from '../../../support/account';
import { failureOf } from '../../../support/failure';
import { imapAccount } from '../../../support/imapAccount';
import { type ImapProxy, type Rules, startImapProxy } from '../../../support/imapProxy';
import { type OtherClient, otherClient } from '../../../support/otherClient';
import { describeServers, type TestServer } from '../../../support/servers';
import { withoutCapabilities } from '../../../support/withoutCapabilities';

describeServers('changes since a token', (start) => {
	let server: TestServer;
	let account: Account;
	let other: OtherClient;
	let proxy: ImapProxy | undefined;
	let folder = 'Folder 0';
	let question: ChangesQuestion;

	beforeAll(async () => {
		server = await start({ users, withoutSmtp: true });
		other = otherClient(server);
	});

	beforeEach(async () => {
		account = accountFor(server);
		folder = `Folder ${Number(folder.slice(-2)) + 1}`;
		question = { folders: [folder], startFrom: 'everything', limit: 50 };
		await other.create(folder);
	});

	afterEach(async () => {
		await closeImapPools();
		await proxy?.close();
		proxy = undefined;
	});

	afterAll(() => server.close());

	const deliver = async (count: number, to = folder) => {
		for (let number = 1; number <= count; number++) {
			const raw = `From: Ann <ann@x.test>\r\nSubject: Mail ${number}\r\n\r\nHello\r\n`;
			await server.deliver(alice, raw, { folder: to });
		}
	};

	const placeOf = ({ folder, uid }: { folder: string; uid: number }) => `${folder} ${uid}`;

	const since = (token: string | undefined, changes: Partial<ChangesQuestion> = {}) =>
		changesSince(account, { ...question, token, ...changes });

	/** The same with something else in its places, as that of another time. */
	const changed = (token: string, changes: Partial<Place>) => {
		const places = parseToken(account, token) ?? [];
		return formatToken(
			account,
			places.map((place) => ({ ...place, ...changes })),
		);
	};

	const through = async (rules: (connection: number) => Rules) => {
		proxy = await startImapProxy({ target: server.ports.imap, rules });
		account = imapAccount(proxy.port, 'none');
	};

	it('tell of nothing at first where they begin now, and then of what has happened', async () => {
		await deliver(3);
		const first = await since(undefined, { startFrom: 'now' });
		expect(first).toEqual({
			token: expect.any(String),
			more: false,
			resets: [],
			new: [],
			changed: [],
			gone: [],
		});
		await deliver(1);
		await other.markRead('1', folder);
		await other.delete('2', folder);
		const second = await since(first.token);
		expect(second).toMatchObject({
			more: false,
			resets: [],
			new: [
				{ uid: 4, subject: 'Mail 1', from: [{ name: 'Ann', address: 'ann@x.test' }], flags: [] },
			],
			changed: [{ uid: 1, folder: folder, flags: ['\\Seen'], labels: [] }],
			gone: [{ uid: 2, folder: folder }],
		});
		expect(second.gone[0]?.id).toMatch(/^2\.\d+\.Folder \d+$/);
		expect(await since(second.token)).toMatchObject({
			more: false,
			new: [],
			changed: [],
			gone: [],
		});
	});

	it('come page by page, each message once', async () => {
		await deliver(5);
		const first = await since(undefined, { limit: 2 });
		await deliver(1);
		const second = await since(first.token, { limit: 3 });
		const third = await since(second.token, { limit: 3 });
		const pages = [first, second, third];
		expect(pages.map(({ more }) => more)).toEqual([true, true, false]);
		expect(pages.map((page) => page.new.map(({ uid }) => uid))).toEqual([[1, 2], [3, 4, 5], [6]]);
	});

	it.each([
		['with CONDSTORE', []],
		['without', ['CONDSTORE', 'QRESYNC']],
	])('give flags of many messages page by page, %s', async (_name, masked) => {
		proxy = await withoutCapabilities(server, masked);
		account = imapAccount(proxy.port, 'none');
		await deliver(7);
		const { token } = await since(undefined, { startFrom: 'now' });
		await other.markRead('1:7', folder);
		const first = await since(token, { limit: 3 });
		await other.markUnread('2,6', folder);
		const second = await since(first.token, { limit: 3 });
		const third = await since(second.token, { limit: 3 });
		const fourth = await since(third.token, { limit: 3 });
		expect(first).toMatchObject({ more: true, changed: [{ uid: 1 }, { uid: 2 }, { uid: 3 }] });
		const states = new Map(
			[first, second, third, fourth].flatMap(({ changed }) =>
				changed.map(({ uid, flags }) => [uid, flags.join()] as const),
			),
		);
		const read = [1, 2, 3, 4, 5, 6, 7].filter((uid) => states.get(uid) === '\\Seen');
		expect(read).toEqual([1, 3, 4, 5, 7]);
		expect(fourth.more).toBe(false);
	});

	it('are those of several folders with one token and one limit', async () => {
		await deliver(2);
		await deliver(2, 'Archive');
		const folders = [folder, '\\Archive', 'Archive', folder];
		const first = await since(undefined, { folders, limit: 3 });
		const second = await since(first.token, { folders, limit: 3 });
		expect(first.new.map(placeOf)).toEqual([`${folder} 1`, `${folder} 2`, 'Archive 1']);
		expect(first.more).toBe(true);
		expect(second.new.map(placeOf)).toEqual(['Archive 2']);
		expect(second).toMatchObject({ more: false, resets: [] });
	});

	it('begin anew, and say why, where the folder was rebuilt, is gone, or is new to the token', async () => {
		await other.create('Orders');
		await deliver(1, 'Orders');
		const folders = ['Orders'];
		const first = await since(undefined, { folders });
		await closeImapPools();
		await other.remove('Orders');
		const gone = await since(first.token, { folders });
		expect(gone).toMatchObject({
			resets: [{ folder: 'Orders', reason: expect.stringContaining('no folder "Orders"') }],
			new: [],
		});
		await other.create('Orders');
		await deliver(2, 'Orders');
		const rebuilt = await since(first.token, { folders });
		expect(rebuilt.resets).toEqual([
			{ folder: 'Orders', reason: expect.stringContaining('UIDVALIDITY') },
		]);
		expect(rebuilt.new).toHaveLength(2);
		expect(await since(gone.token, { folders })).toMatchObject({
			resets: [{ folder: 'Orders', reason: 'The token does not follow this folder.' }],
			new: [{ uid: 1 }, { uid: 2 }],
		});
		expect(await since(first.token, { folders: ['INBOX'], startFrom: 'now' })).toMatchObject({
			resets: [{ folder: 'INBOX' }],
			new: [],
		});
	});

	it('begin anew with the token of another mailbox', async () => {
		const folders = ['INBOX'];
		const { token } = await since(undefined, { folders });
		const others = accountFor(server, { address: bob, password: users[bob] });
		expect(await changesSince(others, { ...question, folders, token })).toMatchObject({
			resets: [{ folder: 'INBOX', reason: 'The token is of another mailbox.' }],
		});
	});

	it('begin anew where the server counts changes anew, or no more', async () => {
		await deliver(1);
		const { token } = await since(undefined);
		const places = parseToken(account, token) ?? [];
		expect(await since(changed(token, { modseq: '9000000000' }))).toMatchObject({
			resets: [{ folder: folder, reason: expect.stringContaining('counts the changes') }],
			new: [{ uid: 1 }],
		});
		proxy = await withoutCapabilities(server, ['CONDSTORE', 'QRESYNC']);
		account = imapAccount(proxy.port, 'none');
		const here = formatToken(account, places);
		expect(await since(here)).toMatchObject({
			resets: [{ folder: folder, reason: expect.stringContaining('any more (CONDSTORE)') }],
			new: [{ uid: 1 }],
		});
	});

	it('fail for a folder that was never there', async () => {
		const failure = await failureOf(since(undefined, { folders: ['Nowhere'] }));
		expect(failure.code).toBe('FOLDER_NOT_FOUND');
	});

	it('go on over another connection where the one that waited is lost', async () => {
		await deliver(1);
		const { token } = await since(undefined);
		await deliver(1);
		server.dropConnections();
		expect(await since(token)).toMatchObject({ resets: [], new: [{ uid: 2 }] });
	});

	it('fail with the connection, at any command, and go on from the same token', async () => {
		let cutAt: string | undefined;
		await through(() => ({
			command: (command) =>
				cutAt !== undefined && command.includes(cutAt) ? { then: 'cut' } : undefined,
		}));
		await deliver(2);
		const { token } = await since(undefined);
		await deliver(1);
		await other.markRead('1', folder);
		for (const command of ['EXAMINE', 'CHANGEDSINCE', 'UID SEARCH', 'UID FETCH 3']) {
			cutAt = command;
			expect(await failureOf(since(token))).toMatchObject({ code: 'CONNECTION_LOST' });
		}
		cutAt = undefined;
		expect(await since(token)).toMatchObject({ new: [{ uid: 3 }], changed: [{ uid: 1 }] });
	});

	it('fail where the server will not search, and take nothing for gone', async () => {
		await deliver(1);
		const { token } = await since(undefined);
		await through(() => ({
			command: (command) =>
				command.includes('UID SEARCH')
					? { instead: [`${command.split(' ')[0]} NO Not today\r\n`] }
					: undefined,
		}));
		const here = formatToken(account, parseToken(accountFor(server), token) ?? []);
		expect(await failureOf(since(here))).toMatchObject({ code: 'SERVER_REJECTED' });
	});

	it('wait for a message that the server lists and does not give out yet', async () => {
		let held = true;
		await through(() => ({
			response: (response) =>
				held && /^\* \d+ FETCH \(.*UID 2 /.test(response) ? { instead: [] } : undefined,
		}));
		await deliver(3);
		const first = await since(undefined);
		const second = await since(first.token);
		held = false;
		const third = await since(second.token);
		expect([first, second, third].map((page) => page.new.map(({ uid }) => uid))).toEqual([
			[1],
			[],
			[2, 3],
		]);
		expect([first, second, third].map(({ more }) => more)).toEqual([true, false, false]);
	});

	it('wait for it ten minutes', async () => {
		await through(() => ({
			response: (response) =>
				/^\* \d+ FETCH \(.*UID 2 /.test(response) ? { instead: [] } : undefined,
		}));
		await deliver(3);
		const { token } = await since(undefined);
		const tenMinutesAgo = { uid: 2, since: Math.floor(Date.now() / 1000) - 601 };
		const next = await since(changed(token, { held: tenMinutesAgo }));
		expect(next).toMatchObject({ new: [{ uid: 3 }], more: false });
	});

	it('take four commands, however much the folder holds', async () => {
		const commands: string[] = [];
		await through(() => ({ command: (command) => void commands.push(command) }));
		await deliver(6);
		const { token } = await since(undefined);
		await deliver(2);
		await other.markRead('1:3', folder);
		await other.delete('5', folder);
		commands.splice(0);
		const { new: arrivals, changed, gone } = await since(token);
		expect([arrivals.length, changed.length, gone.length]).toEqual([2, 3, 1]);
		expect(commands.map((command) => command.split(' ').slice(1, 3).join(' '))).toEqual([
			'EXAMINE "Folder',
			'UID FETCH',
			'UID SEARCH',
			'UID FETCH',
		]);
	});
});
