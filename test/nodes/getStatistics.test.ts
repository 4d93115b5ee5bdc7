import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { closeImapPools, withConnection } from '../../mail/imap/pool';
import { EnvelopeMailbox } from '../../nodes/EnvelopeMailbox/EnvelopeMailbox.node';
import { accountFor, alice, users } from '../support/account';
import { eml } from '../support/eml';
import { folderNamed, runMailbox } from '../support/mailboxNode';
import { fieldsOf } from '../support/nodeFields';
import { describeServers, type TestServer } from '../support/servers';

const john = eml({ from: 'John <JOHN@shop.test>' });
const jane = eml({ from: 'Jane <jane@shop.test>' });
const auto = eml({ from: 'jane@shop.test', headers: ['Auto-Submitted: auto-replied'] });
const list = eml({ from: 'news@list.test', headers: ['List-Id: <news.list.test>'] });
const bounce = eml({
	from: 'MAILER-DAEMON@shop.test',
	headers: ['Content-Type: multipart/report;\r\n\treport-type=delivery-status; boundary=b'],
	body: '--b\r\n\r\nnot delivered\r\n--b--',
});
const nobody = 'Subject: none\r\n\r\nText\r\n';

describeServers('Envelope Mailbox: Get Statistics', (start) => {
	let server: TestServer;

	beforeAll(async () => {
		server = await start({ users });
		const at = (day: number, hour = 12) => new Date(Date.UTC(2026, 2, day, hour));
		await server.deliver(alice, john, { date: at(1) });
		await server.deliver(alice, jane, { date: at(1), flags: ['\\Seen'] });
		await server.deliver(alice, auto, { date: at(2, 23) });
		await server.deliver(alice, list, { date: at(4) });
		await server.deliver(alice, bounce, { folder: 'Archive', date: at(5) });
		await server.deliver(alice, nobody, {
			folder: 'Archive',
			date: new Date('2026-04-01T12:00:00Z'),
		});
	});

	afterAll(async () => {
		await closeImapPools();
		await server?.close();
	});

	const statistics = (
		parameters: INodeParameters,
		changes: Parameters<typeof runMailbox>[3] = {},
	) =>
		runMailbox(server, 'message.getStatistics', parameters, {
			timezone: 'Europe/Berlin',
			...changes,
		});

	it('counts by all that there is', async () => {
		const { json, error } = await statistics({
			folder: folderNamed('*'),
			groupBy: ['folder', 'sender', 'senderDomain', 'day', 'month', 'kind'],
		});
		expect(error).toBeUndefined();
		const size = john.length + jane.length + auto.length + list.length;
		const all = size + bounce.length + nobody.length;
		expect(json).toEqual([
			{
				count: 6,
				size: all,
				unread: 5,
				oldest: '2026-03-01T12:00:00.000Z',
				newest: '2026-04-01T12:00:00.000Z',
				byFolder: [
					{ folder: 'INBOX', count: 4, size },
					{ folder: 'Archive', count: 2, size: bounce.length + nobody.length },
				],
				bySender: expect.arrayContaining([
					{ address: 'jane@shop.test', count: 2, size: jane.length + auto.length },
					{ address: 'john@shop.test', count: 1, size: john.length },
					{ address: null, count: 1, size: nobody.length },
				]),
				bySenderDomain: expect.arrayContaining([
					{ domain: 'shop.test', count: 4, size: size - list.length + bounce.length },
					{ domain: 'list.test', count: 1, size: list.length },
				]),
				byDay: [
					{ day: '2026-04-01', count: 1, size: nobody.length },
					{ day: '2026-03-05', count: 1, size: bounce.length },
					{ day: '2026-03-04', count: 1, size: list.length },
					{ day: '2026-03-03', count: 1, size: auto.length },
					{ day: '2026-03-01', count: 2, size: john.length + jane.length },
				],
				byMonth: [
					{ month: '2026-04', count: 1, size: nobody.length },
					{ month: '2026-03', count: 5, size: all - nobody.length },
				],
				byKind: [
					{ kind: 'human', count: 3, size: john.length + jane.length + nobody.length },
					...[
						{ kind: 'bounce', count: 1, size: bounce.length },
						{ kind: 'autoReply', count: 1, size: auto.length },
						{ kind: 'list', count: 1, size: list.length },
					].sort((a, b) => b.size - a.size),
				],
			},
		]);
	});

	it('adds up what is not listed', async () => {
		const { json } = await statistics({ groupBy: ['sender', 'day'], options: { top: 1 } });
		expect(json[0]).toMatchObject({
			bySender: [{ address: 'jane@shop.test', count: 2 }],
			byDay: [{ day: '2026-03-04' }],
			others: {
				bySender: { groups: 2, count: 2, size: john.length + list.length },
				byDay: { groups: 2, count: 3 },
			},
		});
	});

	it('counts in a range of dates, and what else fits', async () => {
		const filters = { since: '2026-03-02', before: '2026-03-04', from: 'shop.test' };
		const { json } = await statistics({ groupBy: [], filters });
		expect(json).toEqual([
			{
				...{ count: 1, size: auto.length, unread: 1 },
				...{ oldest: '2026-03-02T23:00:00.000Z', newest: '2026-03-02T23:00:00.000Z' },
			},
		]);
	});

	it('says that there is nothing', async () => {
		const { json } = await statistics({ groupBy: 'day', folder: folderNamed('Drafts') });
		expect(json).toEqual([
			{
				...{ count: 0, size: 0, unread: 0, oldest: null, newest: null, byDay: [] },
				notes: ['There is no message to count.'],
			},
		]);
	});

	it('does not read a body', async () => {
		await statistics({ groupBy: ['kind', 'sender'] });
		const isRead = (flags: string[]) => flags.includes('\\Seen');
		const messages = await server.messages(alice);
		expect(messages.filter(({ flags }) => isRead(flags))).toHaveLength(1);
	});

	it.each<[string, INodeParameters, RegExp]>([
		['an unknown group', { groupBy: ['colour'] }, /Group By: takes day, folder, kind/],
		['a list of nothing', { options: { top: 0 } }, /Longest List: /],
		['a folder that is not there', { folder: folderNamed('Nowhere') }, /FOLDER_NOT_FOUND/],
	])('refuses %s', async (_what, parameters, message) => {
		expect((await statistics(parameters)).error?.message).toMatch(message);
	});

	const fields = fieldsOf(new EnvelopeMailbox().description, 'getStatistics');
	it.each(fields.map((field) => [field.path, field] as const))(
		'takes whatever an expression gives, or names the field: %s',
		async (_path, field) => {
			for (const given of [{ a: 1 }, ['x', { y: 2 }], 'a\0b', '', null, -1, 'x'.repeat(600)]) {
				const items = [{ json: { given } as IDataObject }];
				const { error } = await statistics(field.holding('={{ $json.given }}'), { items });
				if (!error) continue;
				expect(error.message).toMatch(/\. .+\([A-Z_]+, phase: \w+\)$/);
				const named = [...field.names, 'has no folder', 'Gmail', 'as a flag', 'eader'];
				const isNamed = named.some((name) => error.message.includes(name));
				expect([error.message, isNamed]).toEqual([error.message, true]);
			}
		},
	);

	it('counts hundreds', async () => {
		await withConnection(accountFor(server), 'folder', (connection) =>
			connection.mailboxCreate('Many'),
		);
		for (let at = 0; at < 300; at++) {
			const raw = eml({ from: `p${at % 7}@x${at}.test` });
			await server.deliver(alice, raw, { folder: 'Many' });
		}
		const groupBy = ['sender', 'senderDomain', 'kind'];
		const { json } = await statistics({ folder: folderNamed('Many'), groupBy });
		expect(json[0]).toMatchObject({
			count: 300,
			byKind: [{ kind: 'human', count: 300 }],
			others: { bySender: { groups: 280, count: 280 }, bySenderDomain: { groups: 280 } },
		});
	});
});
