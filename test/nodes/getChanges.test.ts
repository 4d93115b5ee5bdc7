import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import { closeImapPools } from '../../mail/imap/pool';
import { EnvelopeMailbox } from '../../nodes/EnvelopeMailbox/EnvelopeMailbox.node';
import { alice, credentialFor, users } from '../support/account';
import { type NodeRun, runNode } from '../support/engine';
import { fieldsOf } from '../support/nodeFields';
import { type OtherClient, otherClient } from '../support/otherClient';
import { describeServers, type TestServer } from '../support/servers';

const tokenIn = (json: unknown) => z.object({ token: z.string() }).parse(json).token;

describeServers('Get Changes', (start) => {
	let server: TestServer;
	let other: OtherClient;

	beforeEach(async () => {
		server = await start({ users, withoutSmtp: true });
		other = otherClient(server);
		for (const name of ['One', 'Two', 'Three']) {
			await server.deliver(alice, `Subject: ${name}\r\n\r\nHello\r\n`);
		}
	});

	afterEach(async () => {
		await closeImapPools();
		await server.close();
	});

	const run = (parameters: IDataObject, more: Partial<NodeRun> = {}) =>
		runNode({
			node: new EnvelopeMailbox(),
			parameters: {
				resource: 'changes',
				operation: 'getChanges',
				folder: { __rl: true, mode: 'list', value: 'INBOX' },
				token: '',
				startFrom: 'now',
				limit: 50,
				options: {},
				...parameters,
			},
			credential: credentialFor(server),
			...more,
		});

	/** Something of each kind. */
	const change = async () => {
		await server.deliver(alice, 'Subject: Four\r\n\r\nHello\r\n');
		await other.markRead('1', 'INBOX');
		await other.delete('2', 'INBOX');
	};

	it('gives one item with the token, also where nothing has happened', async () => {
		const [first, ...others] = (await run({})).json;
		expect(others).toEqual([]);
		expect(first).toEqual({
			token: expect.any(String),
			more: false,
			reset: false,
			new: [],
			changed: [],
			gone: [],
			notes: ['Nothing yet: give the token the next time to be told what has happened since now.'],
		});
		const token = tokenIn(first);
		const again = await run({ token });
		expect(again.json).toMatchObject([{ notes: ['Nothing has changed since the token.'] }]);
		await change();
		expect((await run({ token })).json).toEqual([
			{
				token: expect.any(String),
				more: false,
				reset: false,
				new: [expect.objectContaining({ uid: 4, subject: 'Four', folder: 'INBOX' })],
				changed: [
					{
						id: expect.stringMatching(/^1\./),
						uid: 1,
						folder: 'INBOX',
						flags: ['\\Seen'],
						labels: [],
					},
				],
				gone: [{ id: expect.stringMatching(/^2\./), uid: 2, folder: 'INBOX' }],
			},
		]);
	});

	it('gives an item for each change where it is split, and the token last', async () => {
		const token = tokenIn((await run({})).json[0]);
		await change();
		const { json } = await run({ token, options: { split: true } });
		expect(json.map(({ change, uid }) => [change, uid])).toEqual([
			['gone', 2],
			['changed', 1],
			['new', 4],
			['token', undefined],
		]);
		expect(json.at(-1)).toMatchObject({ more: false, reset: false, token: expect.any(String) });
	});

	it('gives agents one item, whatever the options', async () => {
		const { json } = await run({ options: { split: true } }, { asTool: true });
		expect(json).toHaveLength(1);
	});

	it('follows more folders, page by page, and says where it begins anew', async () => {
		await server.deliver(alice, 'Subject: Filed\r\n\r\nHello\r\n', { folder: 'Archive' });
		const everything = { startFrom: 'everything', options: { moreFolders: ['\\Archive'] } };
		const [first] = (await run({ ...everything, limit: 3 })).json;
		expect(first).toMatchObject({ more: true, new: [{ uid: 1 }, { uid: 2 }, { uid: 3 }] });
		const [second] = (await run({ ...everything, limit: 3, token: tokenIn(first) })).json;
		expect(second).toMatchObject({ more: false, reset: false, new: [{ subject: 'Filed' }] });
		const token = tokenIn((await run({})).json[0]);
		expect((await run({ ...everything, token })).json).toMatchObject([
			{
				reset: true,
				resets: [{ folder: 'Archive', reason: 'The token does not follow this folder.' }],
				new: [{ subject: 'Filed' }],
			},
		]);
	});

	/** Expressions can put anything into a field. */
	const given = '={{ $json.given }}';
	const values = [
		null,
		'',
		0,
		-1,
		1e9,
		[],
		{},
		[{}],
		{ a: 1 },
		'\r\nA1 LOGOUT',
		'x'.repeat(10_000),
	];

	it.each(fieldsOf(new EnvelopeMailbox().description, 'getChanges'))(
		'takes or refuses anything in $path, and says so',
		async ({ path, holding }) => {
			for (const value of values) {
				const field = path === 'folder' ? { __rl: true, mode: 'name', value: given } : given;
				const items = [{ json: { given: value } }];
				const { json, error } = await run(holding(field), { items });
				if (error) expect(error.message).toMatch(/\((INVALID_FIELD|FOLDER_NOT_FOUND), phase/);
				else expect(json).toHaveLength(1);
			}
		},
	);
});
