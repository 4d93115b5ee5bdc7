import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { closeImapPools, withConnection } from '../../mail/imap/pool';
import { EnvelopeMailbox } from '../../nodes/EnvelopeMailbox/EnvelopeMailbox.node';
import { searchFolders, searchFoldersOrAll } from '../../nodes/shared/folderPicker';
import { accountFor, alice, credentialFor, users } from '../support/account';
import { editorOf } from '../support/editor';
import { eml } from '../support/eml';
import { folderNamed, runMailbox } from '../support/mailboxNode';
import { fieldsOf } from '../support/nodeFields';
import { describeServers, type TestServer } from '../support/servers';

const invoice = eml({
	subject: 'Invoice 7',
	messageId: 'invoice@example.test',
	from: 'Jane <jane@shop.test>',
	headers: ['Content-Type: multipart/mixed; boundary=b'],
	body: [
		'--b\r\nContent-Type: text/plain\r\n\r\nPlease pay 5 euros.',
		'--b\r\nContent-Type: application/pdf; name=invoice.pdf\r\nContent-Disposition: attachment\r\n\r\n%PDF',
		'--b--',
	].join('\r\n'),
});

const { description } = new EnvelopeMailbox();
const ofMessages = description.properties.filter(({ displayOptions }) =>
	displayOptions?.show?.resource?.includes('message'),
);

const minute = (count: number) => new Date(Date.UTC(2026, 2, 5, 10, count));

describeServers('Envelope Mailbox: Get Many of messages', (start) => {
	let server: TestServer;

	beforeAll(async () => {
		server = await start({ users, withoutSmtp: true });
		const deliver = (raw: string, at: number, to: { folder?: string; flags?: string[] } = {}) =>
			server.deliver(alice, raw, { date: minute(at), ...to });
		await deliver(eml({ subject: 'Report of John', from: 'John <john@shop.test>' }), 1);
		await deliver(invoice, 2, { flags: ['\\Seen', '\\Flagged'] });
		await deliver(eml({ subject: 'Invoice of spam', from: 'Eve <eve@spam.test>' }), 3);
		await deliver(eml({ subject: 'Old report', from: 'John <john@shop.test>' }), 4, {
			folder: 'Archive',
		});
		await deliver(eml({ subject: 'Thrown away' }), 5, { folder: 'Trash' });
	});

	afterAll(async () => {
		await closeImapPools();
		await server?.close();
	});

	const getMany = (
		parameters: INodeParameters = {},
		changes: Parameters<typeof runMailbox>[3] = {},
	) => runMailbox(server, 'message.getMany', parameters, changes);
	const subjects = async (parameters: INodeParameters) => {
		const { json, error } = await getMany(parameters);
		expect(error).toBeUndefined();
		return json.map(({ subject }) => subject);
	};

	it('gives the newest messages of the inbox, without a text', async () => {
		const { json } = await getMany();
		expect(json.map(({ subject }) => subject)).toEqual([
			'Invoice of spam',
			'Invoice 7',
			'Report of John',
		]);
		expect(json[1]).toMatchObject({
			id: expect.stringMatching(/^2\.\d+\.INBOX$/),
			messageId: '<invoice@example.test>',
			from: [{ name: 'Jane', address: 'jane@shop.test' }],
			flags: expect.arrayContaining(['\\Seen', '\\Flagged']),
			size: invoice.length,
			receivedAt: minute(2).toISOString(),
		});
		expect(json[1]).not.toHaveProperty('text');
	});

	it('finds A and (B or C) and not D', async () => {
		const filters = {
			readStatus: 'unread',
			anyOf: {
				filter: [
					{ field: 'subject', value: 'report' },
					{ field: 'subject', value: 'invoice' },
				],
			},
			noneOf: { filter: [{ field: 'from', value: '@spam.test' }] },
		};
		expect(await subjects({ filters })).toEqual(['Report of John']);
		const folder = folderNamed('*');
		expect(await subjects({ filters, folder })).toEqual(['Old report', 'Report of John']);
	});

	it.each<[IDataObject, string[]]>([
		[{ from: 'jane' }, ['Invoice 7']],
		[{ body: '5 EUROS' }, ['Invoice 7']],
		[{ starred: true }, ['Invoice 7']],
		[{ starred: false }, ['Invoice of spam', 'Report of John']],
		[{ readStatus: 'read' }, ['Invoice 7']],
		[{ answered: true }, []],
		[{ hasAttachment: true }, ['Invoice 7']],
		[{ since: '2026-03-05T11:02', before: '2026-03-05T11:03' }, ['Invoice 7']],
		[{ before: '2026-03-05' }, []],
		[{ headers: { header: [{ name: 'Content-Type', value: 'multipart' }] } }, ['Invoice 7']],
		[{ noneOf: { filter: [{ field: 'unread' }] } }, ['Invoice 7']],
		[
			{ noneOf: { filter: [{ field: 'header', name: 'Content-Type' }] } },
			['Invoice of spam', 'Report of John'],
		],
		[
			{
				anyOf: {
					filter: [{ field: 'hasAttachment' }, { field: 'since', value: '2026-03-05T11:03' }],
				},
			},
			['Invoice of spam', 'Invoice 7'],
		],
		[{ anyOf: { filter: [] }, noneOf: {} }, ['Invoice of spam', 'Invoice 7', 'Report of John']],
		[{ largerThan: 1 }, []],
		[{ noneOf: { filter: [{ field: 'smallerThan', value: '1' }] } }, []],
	])('finds by %j', async (filters, expected) => {
		const { json, error } = await getMany(
			{ filters: filters as INodeParameters },
			{ timezone: 'Europe/Berlin' },
		);
		expect(error).toBeUndefined();
		expect(json.map(({ subject }) => subject)).toEqual(expected);
	});

	it('gives texts and files where they are wanted', async () => {
		const options = { downloadAttachments: true, maxTextLength: 10 };
		const filters = { from: 'jane' };
		const simplified = await getMany({ output: 'simplified', filters, options });
		expect(simplified.json).toEqual([
			expect.objectContaining({ text: 'Please pay', truncated: ['text', 'reply'] }),
		]);
		expect(simplified.json[0]).not.toHaveProperty('headers');
		const [item] = simplified.outputs[0] ?? [];
		expect(item?.binary?.attachment_0).toMatchObject({ fileName: 'invoice.pdf' });
		const full = await getMany({ output: 'full', filters });
		expect(full.json[0]).toMatchObject({
			text: expect.stringContaining('5 euros'),
			headers: { 'message-id': ['<invoice@example.test>'] },
		});
	});

	it('gives a page, and goes on with the next one', async () => {
		const parameters = { limit: 2, options: { asPage: true } };
		const { json } = await getMany(parameters);
		expect(json).toEqual([
			{ messages: [expect.anything(), expect.anything()], count: 2, nextPage: expect.any(String) },
		]);
		const page = json[0]?.nextPage as string;
		const next = await getMany({ limit: 2, options: { asPage: true, page } });
		expect(next.json).toEqual([
			{ messages: [expect.objectContaining({ subject: 'Report of John' })], count: 1 },
		]);
		const wrong = await getMany({ filters: { from: 'x' }, options: { page } });
		expect(wrong.error?.message).toMatch(/other folders or filters.*INVALID_FIELD/);
	});

	it('gives an agent a page, and says in words that there is nothing', async () => {
		const { json } = await getMany({ filters: { from: 'nobody' } }, { asTool: true });
		expect(json).toEqual([
			{ messages: [], count: 0, notes: ['No message in "INBOX" fits the filters.'] },
		]);
		const folder = folderNamed('Drafts');
		const empty = await getMany({ folder }, { asTool: true });
		expect(empty.json[0]?.notes).toEqual(['There is no message in "Drafts".']);
	});

	it('gives an agent 100 messages at most, with short texts', async () => {
		const folder = 'Many';
		await withConnection(accountFor(server), 'folder', (connection) =>
			connection.mailboxCreate(folder),
		);
		const raw = eml({ body: 'word '.repeat(1_000) });
		for (let at = 0; at < 105; at++) await server.deliver(alice, raw, { folder });
		const parameters = { folder: folderNamed(folder), returnAll: true, output: 'simplified' };
		const { json } = await getMany(parameters, { asTool: true });
		expect(json[0]).toMatchObject({ count: 100, nextPage: expect.any(String) });
		expect(json[0]?.notes).toEqual([
			'These are 100 messages at most; go on with nextPage.',
			'Some texts are cut: get a message by its id to read all of it.',
		]);
		const messages = json[0]?.messages as { text: string }[];
		for (const { text } of messages) expect(text).toHaveLength(2_000);
		const all = await getMany(parameters);
		expect(all.json).toHaveLength(105);
		expect(all.json[104]).toMatchObject({ uid: 1, text: expect.stringMatching(/^.{4998}/s) });
	});

	it('says which messages belong together, where that is wanted', async () => {
		const { json } = await getMany({ filters: { from: 'jane' }, options: { thread: true } });
		expect(json[0]).toMatchObject({ references: [], threadId: '<invoice@example.test>' });
	});

	it('searches several folders', async () => {
		const options = { moreFolders: ['Archive', 'INBOX'] };
		const filters = { subject: 'report' };
		expect(await subjects({ filters, options })).toEqual(['Old report', 'Report of John']);
	});

	it.each<[string, INodeParameters, RegExp]>([
		['a folder that is not there', { folder: folderNamed('Nowhere') }, /FOLDER_NOT_FOUND/],
		['a limit of nothing', { limit: 0 }, /Limit: .*INVALID_FIELD/],
		['a limit that is no number', { limit: 'many' }, /Limit: .*INVALID_FIELD/],
		['an unknown output', { output: 'raw' }, /Output: must be envelope, simplified or full/],
		['a page that is none', { options: { page: 'next' } }, /not one that a search gave/],
		['a date that is none', { filters: { before: 'soon' } }, /Received Before has "soon"/],
		['a status that is none', { filters: { readStatus: 'new' } }, /Read Status: must be read or/],
		[
			'an unknown field',
			{ filters: { anyOf: { filter: [{ field: 'colour' }] } } },
			/Any of These: /,
		],
		[
			'a line break',
			{ filters: { noneOf: { filter: [{ field: 'from', value: 'a\r\nb' }] } } },
			/From: must be one line of text/,
		],
		[
			'a header without a name',
			{ filters: { anyOf: { filter: [{ field: 'header', name: 'a:b', value: 'x' }] } } },
			/Headers: is not the name of a header/,
		],
		[
			'a line without a value',
			{ filters: { noneOf: { filter: [{ field: 'from', value: ' ' }] } } },
			/None of These has a line without a value/,
		],
		['a Gmail search', { filters: { gmailQuery: 'has:drive' } }, /not at Gmail/],
	])('refuses %s', async (_what, parameters, message) => {
		const { error, outputs } = await getMany(parameters);
		expect(outputs).toEqual([]);
		expect(error?.message).toMatch(message);
	});

	it.each(
		fieldsOf({ ...description, properties: ofMessages }, 'getMany').map(
			(field) => [field.path, field] as const,
		),
	)('takes whatever an expression gives, or names the field: %s', async (_path, field) => {
		for (const value of [{ a: 1 }, ['x', { y: 2 }], 'a\0b', '', null, -1, 'x'.repeat(600)]) {
			const parameters = field.holding('={{ $json.given }}');
			const items = [{ json: { given: value } as IDataObject }];
			const { error } = await getMany(parameters, { items });
			if (!error) continue;
			expect(error.message).toMatch(/\. .+\([A-Z_]+, phase: \w+\)$/);
			const named = [...field.names, 'has no folder', 'The page', 'Gmail', 'as a flag', 'eader'];
			const isNamed = named.some((name) => error.message.includes(name));
			expect([error.message, isNamed]).toEqual([error.message, true]);
		}
	});
});

describeServers('the picker of folders for Get Many', (start) => {
	it('has all folders as a choice, and that of one folder has not', async () => {
		const server = await start({ users, withoutSmtp: true });
		const editor = editorOf(new EnvelopeMailbox(), credentialFor(server), 'parameters.folder');
		const { results } = await searchFoldersOrAll.call(editor);
		expect(results.slice(0, 2)).toEqual([
			{ name: 'INBOX', value: 'INBOX' },
			{ name: 'All Folders (But Junk, Trash and Drafts)', value: '*' },
		]);
		expect((await searchFoldersOrAll.call(editor, 'all f')).results).toHaveLength(1);
		const one = await searchFolders.call(editor);
		expect(one.results.map(({ value }) => value)).not.toContain('*');
		await closeImapPools();
		await server.close();
	});
});
