import { type Connection, connect, disconnect } from '../../../../mail/imap/connection';
import { type Filter, isEmpty } from '../../../../mail/imap/filter/filter';
import { matching } from '../../../../mail/imap/filter/matching';
import { accountFor, alice, bob, users } from '../../../support/account';
import { eml } from '../../../support/eml';
import { failureOf } from '../../../support/failure';
import { imapCommands } from '../../../support/imapCommands';
import { startRecordingProxy } from '../../../support/recordingProxy';
import { random } from '../../../support/random';
import { describeServers, type TestServer } from '../../../support/servers';
import { cases, messages, names } from './examples';

const options = { deadlineMs: 20_000, socketTimeoutMs: 60_000 };

/** Filters that are made of others by chance, and what fits them. */
const composed: [Filter, string[]][] = (() => {
	const { below, oneOf } = random(5);
	const leaves = cases.filter(([filter]) => !isEmpty(filter));
	const several = (depth: number) => Array.from({ length: 1 + below(3) }, () => compose(depth));
	const compose = (depth: number): [Filter, string[]] => {
		const [leaf, fits] = oneOf(leaves)!;
		if (depth === 0 || leaf.anyOf || leaf.noneOf) return [leaf, fits];
		const [any, none] = [several(depth - 1), several(depth - 1)];
		const has = (name: string) => (list: [Filter, string[]]) => list[1].includes(name);
		return [
			{ ...leaf, anyOf: any.map(([filter]) => filter), noneOf: none.map(([filter]) => filter) },
			fits.filter((name) => any.some(has(name)) && !none.some(has(name))),
		];
	};
	return Array.from({ length: 25 }, () => compose(2));
})();

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

	it.each(['by searching', 'by looking'])('of filters in filters is answered %s', async (how) => {
		if (how === 'by looking') connection.search = () => Promise.resolve(false);
		for (const [filter, expected] of composed) {
			const found = namesOf(await matching(connection, all(), filter));
			expect([asText(filter), found]).toEqual([asText(filter), expected]);
		}
	});

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
		['an empty CC', { cc: ' ' }],
		['a line break in a BCC', { bcc: 'a\nb' }],
		['an empty body', { body: '' }],
		['no date before', { before: new Date('never') }],
		['a date after all dates', { before: new Date(8.64e15) }],
		['two keywords', { keyword: 'two words' }],
		['an empty alternative', { anyOf: [{ from: 'x' }, {}] }],
		['an empty exclusion', { noneOf: [{}] }],
		['an empty group in a group', { noneOf: [{ anyOf: [{}] }] }],
		['an empty text in a group', { noneOf: [{ from: '' }] }],
	])('with %s is refused', async (_what, filter) => {
		const failure = await failureOf(matching(connection, all(), filter));
		expect(failure).toMatchObject({ code: 'INVALID_FIELD', transient: false });
		expect(() => isEmpty(filter)).toThrow(failure.what);
	});

	it('with a Gmail query is an error elsewhere', async () => {
		const failure = await failureOf(matching(connection, all(), { gmailQuery: 'has:drive' }));
		expect(failure.message).toMatch(/not at Gmail.*Remove the Gmail query/);
		const inside = { noneOf: [{ anyOf: [{ gmailQuery: 'has:drive' }, { from: 'x' }] }] };
		expect(await failureOf(matching(connection, all(), inside))).toEqual(failure);
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
	expect(isEmpty({ anyOf: [], noneOf: [], headers: [], to: undefined })).toBe(true);
	expect(isEmpty({ hasAttachment: false })).toBe(false);
	expect(isEmpty({ smallerThan: 0 })).toBe(false);
	expect(isEmpty({ from: bob })).toBe(false);
});
