import type { IDataObject } from 'n8n-workflow';
import { closeImapPools } from '../../mail/imap/pool';
import { alice, users } from '../support/account';
import { eml } from '../support/eml';
import { runMailbox } from '../support/mailboxNode';
import { putOriginals } from '../support/original';
import { describeServers, type TestServer } from '../support/servers';

describeServers('messages are organized', (start) => {
	let server: TestServer;

	beforeEach(async () => {
		server = await start({ users, withoutSmtp: true });
	});

	afterEach(async () => {
		await closeImapPools();
		await server.close();
	});

	const put = (subjects: string[], folder = 'INBOX') =>
		putOriginals(
			server,
			subjects.map((subject) => eml({ subject, messageId: `${subject}@example.test` })),
			folder,
		);

	const uidsIn = async (folder: string) =>
		(await server.messages(alice, folder)).map(({ uid }) => uid);

	const flagsOf = async (folder = 'INBOX') =>
		(await server.messages(alice, folder)).map(({ flags }) => [...flags].sort());

	it('one: moved, and again by its new ID', async () => {
		const [id] = await put(['one']);
		const { json } = await runMailbox(server, 'message.move', { messages: id, toFolder: '\\Junk' });
		expect(json).toEqual([
			{ success: true, id, newId: expect.stringMatching(/^\d+\.\d+\.Junk$/), folder: 'Junk' },
		]);
		const newId = json[0]?.newId as string;
		const archived = await runMailbox(server, 'message.archive', { messages: newId });
		expect(archived.json).toMatchObject([{ success: true, id: newId, folder: 'Archive' }]);
		expect(await uidsIn('Archive')).toHaveLength(1);
		const gone = await runMailbox(server, 'message.trash', { messages: id });
		expect(gone.error?.message).toMatch(/no message \d+ in INBOX any more.*MESSAGE_NOT_FOUND/);
	});

	it.each([
		['message.archive', {}, 'Archive'],
		['message.reportSpam', {}, 'Junk'],
		['message.trash', {}, 'Trash'],
		['message.copy', { toFolder: { mode: 'name', value: 'Sent' } }, 'Sent'],
	] as [string, IDataObject, string][])(
		'%s: several, one item each',
		async (name, given, folder) => {
			const ids = await put(['one', 'two', 'three']);
			const { json } = await runMailbox(server, name, { messages: ids.join(', '), ...given });
			expect(json.map(({ id }) => id)).toEqual(ids);
			expect(json.every((item) => item.success === true && item.folder === folder)).toBe(true);
			expect(await uidsIn(folder)).toHaveLength(3);
			expect(await uidsIn('INBOX')).toHaveLength(name === 'message.copy' ? 3 : 0);
		},
	);

	it('found by Message-ID, as text, list, JSON of one, and as items of other nodes', async () => {
		const ids = await put(['one', 'two', 'three']);
		const mark = (messages: unknown) =>
			runMailbox(
				server,
				'message.mark',
				{ messages: '={{ $json.given }}', markAs: 'starred' },
				{ items: [{ json: { given: messages } as IDataObject }] },
			);
		for (const given of [
			'<one@example.test>, <three@example.test>',
			'one@example.test three@example.test',
			`${ids[0]}\n<three@example.test>`,
			[ids[0], 'three@example.test'],
			JSON.stringify([ids[0], ids[2]]),
			[{ id: ids[0], subject: 'one' }, { id: ids[2] }],
			{ messages: [{ id: ids[0] }, { id: ids[2] }], count: 2 },
		]) {
			const { json } = await mark(given);
			expect(json.map(({ id }) => id)).toEqual([ids[0], ids[2]]);
		}
		expect(await flagsOf()).toEqual([['\\Flagged'], [], ['\\Flagged']]);
	});

	it('though some cannot be, which is told of each', async () => {
		const [one] = await put(['one']);
		const stale = one!.replace(/\.\d+\./, '.1.');
		const { json } = await runMailbox(server, 'message.mark', {
			messages: [stale, one, 'nowhere@example.test', 'nonsense'],
			markAs: 'read',
		});
		expect(json).toEqual([
			{ success: false, id: stale, error: expect.objectContaining({ code: 'STALE_HANDLE' }) },
			{ success: true, id: one, folder: 'INBOX', flags: ['\\Seen'] },
			expect.objectContaining({ success: false, id: 'nowhere@example.test' }),
			expect.objectContaining({ success: false, id: 'nonsense' }),
		]);
		const none = await runMailbox(server, 'message.trash', { messages: [stale, 'nonsense'] });
		expect(none.error?.message).toMatch(/to none of 2 messages; of the first: .*STALE_HANDLE/);
	});

	it('in a page for an agent, and as they are for one', async () => {
		const ids = await put(['one', 'two']);
		const several = await runMailbox(
			server,
			'message.trash',
			{ messages: [...ids, 'nonsense'] },
			{ asTool: true },
		);
		expect(several.json).toMatchObject([{ count: 3, done: 2, failed: 1, more: false }]);
		const [three] = await put(['three']);
		const one = await runMailbox(server, 'message.trash', { messages: three }, { asTool: true });
		expect(one.json).toMatchObject([{ success: true, id: three, folder: 'Trash' }]);
	});

	it('by an ID that somebody has typed', async () => {
		const [id] = await put(['one']);
		const messages = id!.replace('INBOX', 'Inbox');
		const dry = await runMailbox(server, 'message.trash', { messages, options: { dryRun: true } });
		expect(dry.json).toMatchObject([{ count: 1, failing: 0 }]);
		const moved = await runMailbox(server, 'message.move', { messages, toFolder: 'INBOX' });
		expect(moved.json).toMatchObject([{ newId: id, notes: ['It is in that folder already.'] }]);
	});

	it('marked, unmarked and labelled', async () => {
		const [id] = await put(['one']);
		const run = (name: string, given: IDataObject) =>
			runMailbox(server, `message.${name}`, { messages: id, ...given });
		await run('mark', { markAs: 'answered' });
		await run('mark', { markAs: 'starred' });
		await run('mark', { markAs: 'notStarred' });
		const labelled = await run('addLabels', { labels: '$Invoiced, Kunde-7' });
		expect(labelled.json[0]?.flags).toEqual(expect.arrayContaining(['$Invoiced', 'Kunde-7']));
		await run('removeLabels', { labels: ['Kunde-7'] });
		expect(await flagsOf()).toEqual([['$Invoiced', '\\Answered']]);
	});

	describe('all that match', () => {
		const matching = { applyTo: 'matching', folder: 'INBOX' };

		it('up to the limit, and it is said that there are more', async () => {
			await put(['invoice 1', 'other', 'invoice 2', 'invoice 3']);
			const given = { ...matching, filters: { subject: 'invoice' }, limit: 2 };
			const first = await runMailbox(server, 'message.archive', given, { asTool: true });
			expect(first.json).toMatchObject([
				{
					count: 2,
					done: 2,
					failed: 0,
					more: true,
					notes: [expect.stringMatching(/More messages/)],
				},
			]);
			const second = await runMailbox(server, 'message.archive', given);
			expect(second.json).toHaveLength(1);
			const third = await runMailbox(server, 'message.archive', given, { asTool: true });
			expect(third.json).toMatchObject([
				{ messages: [], count: 0, notes: ['No message matches, so nothing was done.'] },
			]);
			expect(await uidsIn('INBOX')).toHaveLength(1);
		});

		it.each(['move', 'copy', 'archive', 'reportSpam', 'trash', 'delete', 'mark'])(
			'%s: nothing is done in a dry run',
			async (operation) => {
				const ids = await put(['invoice 1', 'other', 'invoice 2']);
				const { json } = await runMailbox(server, `message.${operation}`, {
					...matching,
					filters: { subject: 'invoice' },
					toFolder: 'Junk',
					options: { dryRun: true },
				});
				expect(json).toMatchObject([
					{
						dryRun: true,
						count: 2,
						more: false,
						messages: [
							{ id: ids[2], subject: 'invoice 2' },
							{ id: ids[0], subject: 'invoice 1' },
						],
					},
				]);
				expect(await flagsOf()).toEqual([[], [], []]);
			},
		);

		it.each(['copy', 'mark', 'addLabels', 'removeLabels'])(
			'%s: those that match again are no reason to run it again',
			async (operation) => {
				await put(['invoice 1', 'invoice 2']);
				const given = { ...matching, toFolder: 'Archive', labels: '$Done', limit: 1 };
				const { json } = await runMailbox(server, `message.${operation}`, given, { asTool: true });
				expect(json[0]?.notes).toEqual([expect.stringMatching(/match again.*Received Before/)]);
			},
		);

		it.each([
			['delete', { from: '={{ $json.nothing }}' }, false, /filter From/],
			['trash', { from: ' ', starred: false }, false, /filter From/],
			['mark', { since: '={{ null }}', subject: '' }, true, /Received Since, Subject/],
		] as const)('%s: not with the filters %j', async (operation, filters, asTool, said) => {
			await put(['one']);
			const given = { ...matching, filters };
			const { error } = await runMailbox(server, `message.${operation}`, given, { asTool });
			expect(error?.message).toMatch(said);
			expect(error?.message).toMatch(/INVALID_FIELD/);
			expect(await flagsOf()).toEqual([[]]);
		});

		it('and models leave empty what they do not filter by', async () => {
			await put(['one', 'two']);
			const given = { ...matching, filters: { subject: 'two', from: '' } };
			const { json } = await runMailbox(server, 'message.trash', given, { asTool: true });
			expect(json).toMatchObject([{ count: 1, done: 1 }]);
		});

		it.each([0, 1001, 'many'])('not with a limit of %j', async (limit) => {
			await put(['one']);
			const { error } = await runMailbox(server, 'message.delete', { ...matching, limit });
			expect(error?.message).toMatch(/Limit: .*INVALID_FIELD/);
			expect(await uidsIn('INBOX')).toHaveLength(1);
		});
	});

	it('deleted for good', async () => {
		const ids = await put(['one', 'two']);
		const { json } = await runMailbox(server, 'message.delete', { messages: ids[0] });
		expect(json).toEqual([{ success: true, id: ids[0], deleted: true, folder: 'INBOX' }]);
		expect(await uidsIn('INBOX')).toEqual([Number(ids[1]!.split('.')[0])]);
		expect(await uidsIn('Trash')).toEqual([]);
	});

	it.each([
		['message.mark', { messages: ' ' }, /Messages: name at least one message/],
		['message.mark', { messages: 'null' }, /"null" is not the ID of a message/],
		['message.mark', { messages: 'x@y', markAs: 'deleted' }, /Mark As: must be one of read/],
		[
			'message.move',
			{ messages: 'x@y', toFolder: '={{ null }}' },
			/To Folder: must be the name of a folder/,
		],
		['message.addLabels', { messages: 'x@y', labels: ' , ' }, /Labels: name at least one label/],
		['message.trash', { applyTo: 'all' }, /Apply To: must be Messages or/],
		['message.trash', { messages: '5.7.IN\u0000BOX' }, /is not the ID of a message/],
	] as [string, IDataObject, RegExp][])(
		'%s with %j says what is wrong',
		async (name, given, said) => {
			const { error } = await runMailbox(server, name, given);
			expect(error?.message).toMatch(said);
		},
	);
});
