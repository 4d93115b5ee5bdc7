import type { Account } from '../../../../mail/account/settings';
import { closeImapPools } from '../../../../mail/imap/pool';
import { importMessage } from '../../../../mail/mailbox/import/importMessage';
import { alice, users } from '../../../support/account';
import { type BehindRules, startBehindRules } from '../../../support/behindRules';
import { atEachStep, cuts } from '../../../support/cuts';
import { emptied } from '../../../support/drafts';
import {
	answering,
	cutAt,
	loseAnswerTo,
	swallow,
	withUidValidity,
} from '../../../support/imapFaults';
import type { Rules } from '../../../support/imapProxy';
import { describeServers, type TestServer } from '../../../support/servers';

describeServers('a message that is imported', (start) => {
	let server: TestServer;
	let behind: BehindRules | undefined;
	beforeAll(async () => {
		server = await start({ users, withoutSmtp: true });
	});
	afterEach(async () => {
		await closeImapPools();
		await behind?.close();
		behind = undefined;
		await emptied(server, 'Archive');
	});
	afterAll(() => server?.close());

	let count = 0;
	const named = () => `From: a@x.test\r\nMessage-ID: <${++count}@x.test>\r\n\r\nHi ${count}\r\n`;
	const nameless = () => `From: a@x.test\r\n\r\nHi ${++count}\r\n`;
	const importing = async (account: Account, source: string) =>
		(await importMessage(account, Buffer.from(source), { folder: 'Archive', flags: [] })).message;
	const stored = async () =>
		(await server.messages(alice, 'Archive')).map(({ uid, raw }) => ({
			uid,
			source: raw.toString(),
		}));
	const overRules = async (rules: (connection: number) => Rules) => {
		behind = await startBehindRules(server, rules);
		return behind.account;
	};

	describe.each(Object.entries(cuts))('while a connection is cut %s', (_kind, cut) => {
		it.each([
			['a Message-ID', named],
			['no Message-ID', nameless],
		])(
			'is there once, with %s',
			async (_with, make) => {
				const isFirst = (connection: number) => connection === 1;
				const tried = await atEachStep(server, cut, isFirst, async (account) => {
					const source = make();
					await server.deliver(alice, nameless(), { folder: 'Archive' });
					const { uid } = await importing(account, source);
					const found = (await stored()).filter((one) => one.source === source);
					expect(found).toEqual([{ uid, source }]);
				});
				expect(tried).toBeGreaterThan(server.kind === 'real' ? 2 : 5);
			},
			120_000,
		);
	});

	it('with a Message-ID is told from what comes while the answer is lost', async () => {
		const source = named();
		const other = nameless();
		const deliver = () => server.deliver(alice, other, { folder: 'Archive' });
		const account = await overRules((connection) =>
			connection === 1 ? swallow('APPEND', deliver) : {},
		);
		const { uid } = await importing(account, source);
		expect((await stored()).map((one) => one.source)).toEqual([other, source]);
		expect((await stored())[1]?.uid).toBe(uid);
	});

	it('with no Message-ID is not known to be there where another comes while the answer is lost', async () => {
		const deliver = () => server.deliver(alice, nameless(), { folder: 'Archive' });
		const account = await overRules((connection) =>
			connection === 1 ? swallow('APPEND', deliver) : {},
		);
		await expect(importing(account, nameless())).rejects.toMatchObject({
			code: 'OUTCOME_UNKNOWN',
			transient: false,
		});
		expect(await stored()).toHaveLength(1);
	});

	it('is told from another one of the same Message-ID that is imported at once', async () => {
		const first = named();
		const second = first.replace('Hi', 'Hello');
		const account = await overRules((connection) => (connection === 1 ? swallow('APPEND') : {}));
		const imported = await Promise.all([first, second].map((each) => importing(account, each)));
		const uids = imported.map(({ uid }) => uid);
		const found = (await stored()).sort((a, b) => uids.indexOf(a.uid) - uids.indexOf(b.uid));
		expect(found.map(({ source }) => source)).toEqual([first, second]);
	});

	it.each<[string, (connection: number) => Rules]>([
		['no connection lasts', () => swallow('APPEND')],
		[
			'the folder was rebuilt meanwhile',
			(connection) => (connection === 1 ? loseAnswerTo('APPEND') : withUidValidity(7)),
		],
		[
			'the server will not search',
			(connection) =>
				connection === 1 ? loseAnswerTo('APPEND') : answering('UID SEARCH', 'NO Not now'),
		],
	])('is not known to be there where %s', async (_what, rules) => {
		const account = await overRules(rules);
		await expect(importing(account, named())).rejects.toMatchObject({
			code: 'OUTCOME_UNKNOWN',
			transient: false,
			message: expect.stringMatching(/Look into Archive before/),
		});
	});

	const changing = (change: (response: string) => string): Rules => ({
		response: (response) => ({ instead: [change(response)] }),
	});
	const withoutUidNext = changing((response) =>
		/^\* OK \[UIDNEXT/.test(response) ? '' : response,
	);
	const withoutAppendUid = changing((response) => response.replace(/\[APPENDUID [^\]]*\] ?/, ''));

	it('is there once, where the server tells of no UIDNEXT', async () => {
		await server.deliver(alice, named(), { folder: 'Archive' });
		const account = await overRules((connection) => {
			const lost = connection === 1 ? loseAnswerTo('APPEND') : {};
			return {
				command: lost.command,
				response: async (response, literals) =>
					(await lost.response?.(response, literals)) ??
					withoutUidNext.response?.(response, literals),
			};
		});
		const source = named();
		const { uid } = await importing(account, source);
		expect((await stored()).filter((one) => one.source === source)).toEqual([{ uid, source }]);
	});

	it.each([
		['is there once, with a Message-ID', named],
		['is not known to be there, without one', nameless],
	])('%s, where the server changes its bytes', async (_what, make) => {
		const before = (response: string) =>
			response.replace(/(\{)(\d+)(\}\r\n)From: a/, (_all, open, length, close) => {
				return `${open}${Number(length) + 8}${close}X-A: 1\r\nFrom: a`;
			});
		const account = await overRules((connection) =>
			connection === 1 ? loseAnswerTo('APPEND') : changing(before),
		);
		const failure = await importing(account, make()).then(
			() => undefined,
			(error: unknown) => error,
		);
		if (make === named) expect(failure).toBeUndefined();
		else expect(failure).toMatchObject({ code: 'OUTCOME_UNKNOWN', transient: false });
		expect(await stored()).toHaveLength(1);
	});

	it('is said to be taken, where the server takes it and will not search for it', async () => {
		const account = await overRules(() => ({
			...withoutAppendUid,
			...answering('UID SEARCH', 'NO [UNAVAILABLE] Later'),
		}));
		await expect(importing(account, named())).rejects.toMatchObject({
			code: 'OUTCOME_UNKNOWN',
			transient: false,
			message: expect.stringMatching(/took the message into Archive.*Look into Archive before/s),
		});
		expect(await stored()).toHaveLength(1);
	});

	it('is known not to be there where the server was not given it', async () => {
		const account = await overRules(() => cutAt('SELECT', 1));
		await expect(importing(account, named())).rejects.toMatchObject({ code: 'CONNECTION_LOST' });
		expect(await stored()).toEqual([]);
	});
});
