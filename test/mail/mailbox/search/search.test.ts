import { type Connection, connect, disconnect } from '../../../../mail/imap/connection';
import type { Filter } from '../../../../mail/imap/filter/filter';
import { closeImapPools } from '../../../../mail/imap/pool';
import { search, type SearchQuery } from '../../../../mail/mailbox/search/search';
import { accountFor, alice, users } from '../../../support/account';
import { eml } from '../../../support/eml';
import { failureOf } from '../../../support/failure';
import { otherClient } from '../../../support/otherClient';
import { describeServers, type TestServer } from '../../../support/servers';

const options = { deadlineMs: 20_000, socketTimeoutMs: 60_000 };

/** Minutes of one day, by which the tests below name messages. */
const minute = (count: number) => new Date(Date.UTC(2026, 2, 5, 10, count));

describeServers('a search', (start) => {
	let server: TestServer;
	let connection: Connection;
	let other: ReturnType<typeof otherClient>;
	let folder: string;
	let folders = 0;

	beforeAll(async () => {
		server = await start({ users, withoutSmtp: true });
		other = otherClient(server);
		connection = await connect(accountFor(server), options);
	});

	beforeEach(async () => {
		folder = `Search${++folders}`;
		await connection.mailboxCreate(folder);
	});

	afterAll(async () => {
		await disconnect(connection);
		await closeImapPools();
		await server.close();
	});

	const deliver = async (count: number, to = folder, subject = 'Hello', first = 1) => {
		for (let at = first; at < first + count; at++) {
			const raw = eml({ subject: `${subject} ${at}` });
			await server.deliver(alice, raw, { folder: to, date: minute(at) });
		}
	};

	/** UIDs of every page. */
	const pages = async (
		query: Partial<SearchQuery>,
		between: (page: number) => Promise<unknown> = async () => {},
	) => {
		const found: number[][] = [];
		let page: string | undefined;
		do {
			const answer = await search(connection, {
				folders: [folder],
				filter: {},
				limit: 4,
				page,
				...query,
			});
			found.push(answer.handles.map(({ uid }) => uid));
			page = answer.nextPage;
			if (page) await between(found.length);
		} while (page);
		return found;
	};

	const byLook: Filter = { hasAttachment: false };
	const bySearch: Filter = { subject: 'hello' };
	const byBoth: Filter = { subject: 'hello', since: minute(-100), hasAttachment: false };

	it.each<Filter>([{}, bySearch, byLook, byBoth])(
		'gives pages, newest first: %j',
		async (filter) => {
			await deliver(10);
			expect(await pages({ filter })).toEqual([
				[10, 9, 8, 7],
				[6, 5, 4, 3],
				[2, 1],
			]);
		},
	);

	it.each<Filter>([{}, bySearch, byLook])(
		'has no page behind the last message: %j',
		async (filter) => {
			await deliver(4);
			expect(await pages({ filter })).toEqual([[4, 3, 2, 1]]);
			expect(await pages({ filter, limit: 2 })).toEqual([
				[4, 3],
				[2, 1],
			]);
		},
	);

	it('finds nothing in an empty folder', async () => {
		const query = { folders: [folder], limit: 5 };
		expect(await search(connection, { ...query, filter: {} })).toEqual({ handles: [], notes: [] });
		expect(await search(connection, { ...query, filter: bySearch })).toEqual({
			handles: [],
			notes: [],
		});
	});

	it('orders by UID in one folder, whatever the dates say', async () => {
		for (const at of [5, 1, 9]) {
			await server.deliver(alice, eml(), { folder, date: minute(at) });
		}
		expect(await pages({})).toEqual([[3, 2, 1]]);
	});

	it.each<Filter>([{}, bySearch, byLook, byBoth])(
		'stays right while mail arrives and is deleted: %j',
		async (filter) => {
			await deliver(12);
			const found = await pages({ filter }, async (page) => {
				await deliver(3, folder, 'Hello', 20);
				// One that was given, one that would have been next, and one further down.
				if (page === 1) await other.delete('10,8,3', folder);
			});
			expect(found).toEqual([
				[12, 11, 10, 9],
				[7, 6, 5, 4],
				[2, 1],
			]);
		},
	);

	it('goes on where everything above was deleted', async () => {
		await deliver(6);
		const found = await pages({}, async (page) => {
			if (page === 1) await other.delete('3:6', folder);
		});
		expect(found).toEqual([
			[6, 5, 4, 3],
			[2, 1],
		]);
	});

	it('merges folders by the time at which the server got messages', async () => {
		const second = `${folder}b`;
		await connection.mailboxCreate(second);
		await deliver(3, folder, 'Hello', 1);
		await deliver(3, second, 'Hello', 3);
		await deliver(2, folder, 'Hello', 6);
		const found = await search(connection, { folders: [folder, second], filter: {}, limit: 5 });
		const shown = (handles: { uid: number; folder: string }[]) =>
			handles.map(({ uid, folder: of }) => `${uid} ${of === second ? 'b' : 'a'}`);
		expect(shown(found.handles)).toEqual(['5 a', '4 a', '3 b', '2 b', '3 a']);
		await deliver(2, second, 'Hello', 30);
		const { nextPage: page } = found;
		const next = { folders: [folder, second], filter: {}, limit: 5, page };
		const rest = await search(connection, next);
		expect(shown(rest.handles)).toEqual(['1 b', '2 a', '1 a']);
		expect(rest.nextPage).toBeUndefined();
	});

	it('goes on in a folder of which nothing was on the first page, without what came later', async () => {
		const second = `${folder}b`;
		await connection.mailboxCreate(second);
		await deliver(2, folder, 'Hello', 50);
		await deliver(2, second, 'Hello', 1);
		const folders = [folder, second];
		const found = await pages({ folders, limit: 2 }, () => deliver(1, second, 'Hello', 90));
		expect(found).toEqual([
			[2, 1],
			[2, 1],
		]);
	});

	it('takes the inbox once, by whatever name', async () => {
		const query = { folders: ['inbox', '\\Inbox', 'INBOX'], filter: {}, limit: 5 };
		await server.deliver(alice, eml());
		const { handles } = await search(connection, query);
		expect(new Set(handles.map((handle) => handle.folder))).toEqual(new Set(['INBOX']));
		expect(new Set(handles.map(({ uid }) => uid)).size).toBe(handles.length);
	});

	it('of all folders leaves out Junk, Trash and Drafts', async () => {
		const subject = `Everywhere ${folder}`;
		for (const to of ['INBOX', 'Archive', 'Sent', 'Junk', 'Trash', 'Drafts', folder]) {
			await server.deliver(alice, eml({ subject }), { folder: to, date: minute(1) });
		}
		const { handles } = await search(connection, {
			folders: ['*'],
			filter: { subject },
			limit: 50,
		});
		expect(handles.map((handle) => handle.folder).sort()).toEqual(
			['Archive', 'INBOX', folder, 'Sent'].sort(),
		);
	});

	it('refuses a page once the folder was rebuilt', async () => {
		await deliver(3);
		const query = { folders: [folder], filter: {}, limit: 2 };
		const { nextPage: page } = await search(connection, query);
		await connection.mailboxClose();
		await other.remove(folder);
		// UIDVALIDITY counts seconds in Dovecot, and hoodiecrow begins anew with the same.
		const text = Buffer.from(page ?? '', 'base64url').toString();
		const older = Buffer.from(text.replace(/"\d+",\d+\]/, '"1234",3]')).toString('base64url');
		await connection.mailboxCreate(folder);
		const failure = await failureOf(search(connection, { ...query, page: older }));
		expect(failure).toMatchObject({ code: 'STALE_HANDLE', transient: false });
		expect(failure.message).toMatch(/rebuilt.*Search anew/);
	});

	it('refuses the page of another search', async () => {
		await deliver(3);
		const query = { folders: [folder], filter: bySearch, limit: 2 };
		const { nextPage: page } = await search(connection, query);
		expect(page?.length).toBeLessThan(100);
		for (const changed of [{ filter: { subject: 'hell' } }, { folders: [folder, 'INBOX'] }]) {
			const failure = await failureOf(search(connection, { ...query, ...changed, page }));
			expect(failure).toMatchObject({ code: 'INVALID_FIELD' });
			expect(failure.message).toMatch(/other folders or filters.*search anew/);
		}
		const { handles } = await search(connection, { ...query, page, limit: 50 });
		expect(handles.map(({ uid }) => uid)).toEqual([1]);
	});

	it.each(['', 'null', 'next', '🎉', 'e30', Buffer.from('{"q":"a","f":[]}').toString('base64url')])(
		'refuses %j as a page',
		async (page) => {
			const query = { folders: [folder], filter: {}, limit: 2, page };
			const failure = await failureOf(search(connection, query));
			expect(failure).toMatchObject({ code: 'INVALID_FIELD' });
		},
	);

	it('in a folder that is not there is an error', async () => {
		const query = { folders: ['INBOX', 'Nowhere'], filter: {}, limit: 2 };
		expect(await failureOf(search(connection, query))).toMatchObject({ code: 'FOLDER_NOT_FOUND' });
	});

	it.each(['Öffentlich 日本', 'a "quoted" name', 'back\\slash', '100% & more', 'Archive\\Seen'])(
		'finds messages in the folder %j',
		async (name) => {
			await connection.mailboxCreate(name);
			await deliver(2, name);
			const { handles } = await search(connection, { folders: [name], filter: {}, limit: 9 });
			expect(handles.map(({ uid, folder: of }) => [uid, of])).toEqual([
				[2, name],
				[1, name],
			]);
		},
	);

	it('on a connection that broke is an error', async () => {
		const broken = await connect(accountFor(server), options);
		broken.close();
		const query = { folders: [folder], filter: {}, limit: 2 };
		await expect(search(broken, query)).rejects.toThrow();
	});
});
