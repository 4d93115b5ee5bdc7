import { type Connection, connect, disconnect } from '../../../../mail/imap/connection';
import { type Filter, isEmpty } from '../../../../mail/imap/filter/filter';
import { matching } from '../../../../mail/imap/filter/matching';
import { accountFor, alice, bob, users } from '../../../support/account';
import { eml } from '../../../support/eml';
import { failureOf } from '../../../support/failure';
import { imapCommands } from '../../../support/imapCommands';
import { startRecordingProxy } from '../../../support/recordingProxy';
import { describeServers, type TestServer } from '../../../support/servers';

const options = { deadlineMs: 20_000, socketTimeoutMs: 60_000 };

const withFile = (disposition: string, type = 'application/pdf') =>
	eml({
		headers: ['Content-Type: multipart/mixed; boundary=b'],
		body: [
			'--b\r\nContent-Type: text/plain\r\n\r\nSee the file',
			`--b\r\nContent-Type: ${type}; name=a.x\r\nContent-ID: <c@x>\r\nContent-Disposition: ${disposition}\r\n\r\nx`,
			'--b--',
		].join('\r\n'),
	});

/** By what each is called in the tests below. */
const messages: Record<string, [raw: string, options?: { flags?: string[]; date?: Date }]> = {
	plain: [eml({ subject: 'Weekly report', from: 'Carol <carol@shop.test>' })],
	quoted: [eml({ subject: 'A "quoted" \\ path (50%) {7}' })],
	encoded: [eml({ subject: '=?utf-8?Q?Gr=C3=BC=C3=9Fe?= aus =?iso-8859-1?Q?K=F6ln?=' })],
	copied: [eml({ headers: ['Cc: Team <team@shop.test>'] })],
	blind: [eml({ headers: ['Bcc: boss@shop.test'] })],
	listed: [eml({ headers: ['List-Id: <news.shop.test>', 'X-Mark: one', 'X-Mark: two'] })],
	empty: [eml({ headers: ['X-Empty:'] })],
	worded: [eml({ body: 'The needle is in here' })],
	read: [eml(), { flags: ['\\Seen'] }],
	marked: [eml(), { flags: ['$Processed'] }],
	big: [eml({ body: 'line\r\n'.repeat(2_000) })],
	early: [eml(), { date: new Date('2026-03-05T10:00:00Z') }],
	late: [eml(), { date: new Date('2026-03-05T10:00:07Z') }],
	file: [withFile('attachment')],
	invoice: [withFile('inline')],
	picture: [withFile('inline', 'image/png')],
};
const names = Object.keys(messages);
const allBut = (...left: string[]) => names.filter((name) => !left.includes(name));
const dated = ['early', 'late'];

/** Filter and what fits it. */
const cases: [Filter, string[]][] = [
	[{ from: 'CAROL@shop' }, ['plain']],
	[{ from: 'carol <carol@' }, ['plain']],
	[{ subject: 'weekly REP' }, ['plain']],
	[{ subject: '"quoted" \\ path (50%) {7}' }, ['quoted']],
	[{ subject: 'grüße AUS köln' }, ['encoded']],
	[{ subject: 'NIL' }, []],
	[{ subject: 'ALL' }, []],
	[{ subject: '\\ path' }, ['quoted']],
	[{ subject: '\\Seen' }, []],
	[{ to: 'team@shop.test' }, ['copied']],
	[{ to: 'boss@' }, ['blind']],
	[{ to: 'alice@example.test' }, names],
	[{ text: 'NEEDLE is' }, ['worded']],
	[{ text: 'weekly' }, ['plain']],
	[{ headers: [{ name: 'List-Id', value: '' }] }, ['listed']],
	[{ headers: [{ name: 'x-empty', value: '' }] }, ['empty']],
	[{ headers: [{ name: 'X-Nowhere', value: '' }] }, []],
	[
		{
			headers: [
				{ name: 'List-Id', value: 'news.' },
				{ name: 'From', value: 'bob' },
			],
		},
		['listed'],
	],
	[
		{
			headers: [
				{ name: 'Subject', value: 'weekly' },
				{ name: 'Subject', value: 'report' },
			],
		},
		['plain'],
	],
	[
		{
			headers: [
				{ name: 'Subject', value: 'weekly' },
				{ name: 'Subject', value: 'hello' },
			],
		},
		[],
	],
	[{ since: new Date('2026-03-05T10:00:07Z') }, allBut('early')],
	[{ since: new Date('2026-03-05T10:00:07.900Z') }, allBut('early')],
	[{ since: new Date('2026-03-05T10:00:08Z') }, allBut(...dated)],
	[{ since: new Date('2026-03-05T10:00:00Z') }, names],
	[{ since: new Date('2999-01-01T00:00:00Z') }, []],
	[{ largerThan: 5_000 }, ['big']],
	[{ largerThan: 0 }, names],
	[{ smallerThan: 5_000 }, allBut('big')],
	[{ smallerThan: 0 }, []],
	[{ hasAttachment: true }, ['file', 'invoice']],
	[{ hasAttachment: false }, allBut('file', 'invoice')],
	[{ unreadOnly: true }, allBut('read')],
	[{ unreadOnly: false }, names],
	[{ withoutKeyword: '$Processed' }, allBut('marked')],
	[{ withoutKeyword: '$NobodyHasSetThis' }, names],
	[{}, names],
	[{ from: undefined, to: 'team@', subject: 'hello', unreadOnly: true }, ['copied']],
	[{ to: 'team@', subject: 'weekly' }, []],
	[
		{ text: 'file', hasAttachment: true, since: new Date('2026-03-05T10:00:08Z') },
		['file', 'invoice'],
	],
];

/** In any form. */
const asText = (filter: Filter) => JSON.stringify(filter);

describeServers('a filter', (start) => {
	let server: TestServer;
	let connection: Connection;
	let uidsByName: Map<string, number>;

	beforeAll(async () => {
		server = await start({ users, withoutSmtp: true });
		for (const [raw, delivery] of Object.values(messages)) {
			await server.deliver(alice, raw, delivery);
		}
		const uids = (await server.messages(alice)).map(({ uid }) => uid);
		uidsByName = new Map(names.map((name, index) => [name, uids[index] ?? 0]));
	});

	beforeEach(async () => {
		connection = await connect(accountFor(server), options);
		await connection.mailboxOpen('INBOX', { readOnly: true });
	});

	afterEach(() => disconnect(connection));

	afterAll(() => server?.close());

	const namesOf = (uids: number[]) =>
		uids.map((uid) => names.find((name) => uidsByName.get(name) === uid));
	const all = () => [...uidsByName.values()];

	it.each(cases.map(([filter, expected]) => [asText(filter), filter, expected] as const))(
		'%s',
		async (_text, filter, expected) => {
			expect(namesOf(await matching(connection, all(), filter))).toEqual(expected);
		},
	);

	it.each(cases.map(([filter, expected]) => [asText(filter), filter, expected] as const))(
		'%s, where the server refuses every search',
		async (_text, filter, expected) => {
			connection.search = () => Promise.resolve(false);
			expect(namesOf(await matching(connection, all(), filter))).toEqual(expected);
		},
	);

	it('looks for decoded text in the body where the server refuses to search', async () => {
		const body = Buffer.from('Die Rechnung über 5 €').toString('base64');
		const headers = [
			'Content-Type: text/plain; charset=utf-8',
			'Content-Transfer-Encoding: base64',
		];
		await server.deliver(alice, eml({ headers, body }), { folder: 'Archive' });
		await connection.mailboxOpen('Archive', { readOnly: true });
		const uids = (await server.messages(alice, 'Archive')).map(({ uid }) => uid);
		if (server.kind === 'real') {
			// hoodiecrow searches the bytes of the body as they came.
			expect(await matching(connection, uids, { text: 'RECHNUNG ÜBER' })).toEqual(uids);
		}
		connection.search = () => Promise.resolve(false);
		expect(await matching(connection, uids, { text: 'RECHNUNG ÜBER' })).toEqual(uids);
		expect(await matching(connection, uids, { text: 'Mahnung' })).toEqual([]);
	});

	it('is applied to the given messages alone', async () => {
		const uids = [uidsByName.get('plain')!, uidsByName.get('file')!];
		expect(await matching(connection, uids, { to: alice })).toEqual(uids);
		expect(await matching(connection, uids, { hasAttachment: true })).toEqual(uids.slice(1));
		expect(await matching(connection, [], { from: 'x' })).toEqual([]);
		expect(await matching(connection, [4_000_000_000], { largerThan: 0 })).toEqual([]);
	});

	it('asks for many messages in commands of 4,000 characters', async () => {
		const proxy = await startRecordingProxy(server.ports.imap);
		const account = accountFor(server, { imapPort: proxy.port, imapTls: 'none' });
		const recorded = await connect(account, options);
		await recorded.mailboxOpen('INBOX', { readOnly: true });
		const scattered = Array.from({ length: 1_000 }, (_none, index) => 1_000_000 + index * 2);
		const uids = [...all(), ...scattered];
		expect(namesOf(await matching(recorded, uids, { subject: 'weekly' }))).toEqual(['plain']);
		await disconnect(recorded);
		await proxy.close();
		const searches = imapCommands(Buffer.concat(proxy.connections())).filter((command) =>
			/ UID SEARCH /.test(command),
		);
		expect(searches).toHaveLength(6);
		for (const { length } of searches) expect(length).toBeLessThan(4_000);
		expect(searches[0]).toContain(`${all()[0]}:${all().at(-1)},1000000,1000002,`);
	});

	it.each<[string, Filter]>([
		['a line break', { subject: 'a\r\nZ LOGOUT' }],
		['a NUL', { from: 'a\0b' }],
		['a line separator', { text: 'a\u2028b' }],
		['a line break in a header', { headers: [{ name: 'X-A', value: 'b\nc' }] }],
		['a line break in the name of a header', { headers: [{ name: 'X-A\r\nB', value: '' }] }],
		['a header without a name', { headers: [{ name: '', value: 'b' }] }],
		['an empty text', { subject: '' }],
		['a blank text', { to: '  ' }],
		['a very long text', { text: 'x'.repeat(501) }],
		['no date', { since: new Date('never') }],
		['no number', { largerThan: NaN }],
		['half a byte', { smallerThan: 0.5 }],
		['a negative size', { largerThan: -1 }],
		['no keyword', { withoutKeyword: 'two words' }],
		['a system flag as a keyword', { withoutKeyword: '\\Seen' }],
		['an empty keyword', { withoutKeyword: '' }],
		['an empty query', { gmailQuery: '' }],
	])('with %s is refused', async (_what, filter) => {
		const failure = await failureOf(matching(connection, all(), filter));
		expect(failure).toMatchObject({ code: 'INVALID_FIELD', transient: false });
		expect(() => isEmpty(filter)).toThrow(failure.what);
	});

	it('with a Gmail query is an error elsewhere', async () => {
		const failure = await failureOf(matching(connection, all(), { gmailQuery: 'has:drive' }));
		expect(failure.message).toMatch(/not at Gmail.*Remove the Gmail query/);
	});

	it.each<Filter>([{ from: 'x', to: 'y' }, { hasAttachment: true }, { smallerThan: 0 }])(
		'on a connection that broke is an error: %j',
		async (filter) => {
			connection.close();
			const failure = await failureOf(matching(connection, all(), filter));
			expect(failure).toMatchObject({ code: 'CONNECTION_LOST', transient: true });
		},
	);
});

test('a filter is empty where nothing is asked for', () => {
	expect(isEmpty({})).toBe(true);
	expect(isEmpty({ unreadOnly: false, headers: [], to: undefined })).toBe(true);
	expect(isEmpty({ hasAttachment: false })).toBe(false);
	expect(isEmpty({ smallerThan: 0 })).toBe(false);
	expect(isEmpty({ from: bob })).toBe(false);
});
