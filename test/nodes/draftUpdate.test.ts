import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { closeImapPools } from '../../mail/imap/pool';
import { users } from '../support/account';
import { draftJson, emptied, onlyDraft, runDraft } from '../support/drafts';
import { eml } from '../support/eml';
import { putOriginal } from '../support/original';
import { describeServers, type TestServer } from '../support/servers';

const file = (name: string, text = name) => ({
	data: Buffer.from(text).toString('base64'),
	...{ mimeType: 'text/csv', fileName: name },
});
const withFiles: INodeExecutionData[] = [
	{ json: {}, binary: { data: file('a.csv'), more: file('ü b.csv'), logo: file('logo.png') } },
];

const created = {
	to: 'Bob <bob@example.test>',
	subject: 'First',
	bodyFormat: 'both',
	...{ text: 'Text', html: '<p>HTML</p>' },
	options: { cc: 'carol@example.test', bcc: 'boss@example.test', attachments: 'data, more' },
};

describeServers('Update a draft', (start) => {
	let server: TestServer;
	beforeAll(async () => {
		server = await start({ users, withoutSmtp: true });
	});
	afterEach(async () => {
		await closeImapPools();
		await emptied(server, 'Drafts');
	});
	afterAll(() => server?.close());

	const create = (parameters: IDataObject = {}) =>
		draftJson(server, 'create', { ...created, inReplyTo: '', ...parameters }, { items: withFiles });
	const update = (draft: unknown, parameters: IDataObject) =>
		draftJson(server, 'update', { draft, bodyFormat: 'unchanged', ...parameters } as IDataObject, {
			items: withFiles,
		});

	it.each<[string, IDataObject, object]>([
		[
			'to',
			{ to: 'dan@example.test, Eve <eve@example.test>' },
			{ to: 'dan@example.test, "Eve" <eve@example.test>' },
		],
		['to, which is taken out', { to: '' }, { to: undefined }],
		['cc', { cc: 'dan@example.test' }, { cc: 'dan@example.test' }],
		['bcc', { bcc: '' }, { bcc: undefined }],
		['subject', { subject: 'Größe – 2' }, { subject: 'Größe – 2' }],
		['reply-to', { replyTo: 'desk@example.test' }, { replyTo: 'desk@example.test' }],
		['from name', { fromName: 'Älice' }, { from: '"Älice" <alice@example.test>' }],
		['priority', { priority: 'high' }, { priority: 'high' }],
		[
			'nothing where a model says null',
			{ to: '={{ null }}', subject: '={{ null }}', headers: '={{ null }}', cc: '={{ null }}' },
			{},
		],
	])('changes %s and nothing else', async (_what, options, expected) => {
		const { id, messageId } = await create();
		const before = await onlyDraft(server);
		const json = await update(id, { options });
		const after = await onlyDraft(server);
		expect(json).toMatchObject({ success: true, messageId, alreadyUpdated: false });
		expect(json.id).toMatch(new RegExp(`^${after.uid}\\.\\d+\\.Drafts$`));
		expect(after.uid).toBeGreaterThan(before.uid);
		expect(after.flags.sort()).toEqual(before.flags.sort());
		const facts = ({ mail }: typeof before) => ({
			...{ to: textOf(mail.to), cc: textOf(mail.cc), bcc: textOf(mail.bcc) },
			...{ from: mail.from?.text, replyTo: mail.replyTo?.text, subject: mail.subject },
			...{
				priority: mail.headers.get('priority'),
				messageId: mail.messageId,
				references: mail.references,
			},
			...{ text: mail.text, html: mail.html },
			files: mail.attachments.map(({ filename, content }) => [filename, content.toString()]),
		});
		expect(facts(after)).toEqual({ ...facts(before), ...expected });
		expect(bodyOf(after.raw)).toBe(bodyOf(before.raw));
	});

	it('keeps its conversation and its headers, and sets and takes out some', async () => {
		const original = await putOriginal(server, eml({ messageId: 'one@x.test' }));
		const headers = {
			header: [
				{ name: 'X-Ticket', value: '1' },
				{ name: 'X-Other', value: 'o' },
			],
		};
		const { messageId } = await create({ inReplyTo: original, options: { headers } });
		await update(messageId, {
			options: {
				headers: {
					header: [
						...[
							{ name: 'x-ticket', value: '2' },
							{ name: 'X-New', value: 'Ü' },
						],
						{ name: 'X-Other', value: '' },
					],
				},
			},
		});
		const { mail, raw } = await onlyDraft(server);
		expect(mail).toMatchObject({
			inReplyTo: '<one@x.test>',
			references: '<one@x.test>',
			messageId,
		});
		expect(raw).toMatch(/^x-ticket: 2\r$/im);
		expect(mail.headers.get('x-new')).toBe('=?UTF-8?B?w5w=?=');
		expect(raw).not.toMatch(/x-other|^x-ticket: 1/im);
	});

	it.each<[string, IDataObject, { text?: string; html: string | false }]>([
		['text', { bodyFormat: 'text', text: 'New\n.\nÜ' }, { text: 'New\n.\nÜ', html: false }],
		['HTML', { bodyFormat: 'html', html: '<b>New</b>' }, { text: 'New', html: '<b>New</b>' }],
		['both', { bodyFormat: 'both', text: 'T', html: '<i>H</i>' }, { text: 'T', html: '<i>H</i>' }],
		['Markdown', { bodyFormat: 'markdown', markdown: '*M*' }, { html: '<p><em>M</em></p>\n' }],
	])('replaces the whole body by %s, and keeps the files', async (_what, body, expected) => {
		const { id } = await create();
		await update(id, body);
		const { mail } = await onlyDraft(server);
		expect(mail.text?.trim()).toEqual(expected.text ?? expect.any(String));
		expect(mail.html || false).toEqual(expected.html);
		expect(mail.attachments.map(({ filename }) => filename)).toEqual(['a.csv', 'ü b.csv']);
		expect(mail.to).toMatchObject({ text: '"Bob" <bob@example.test>' });
	});

	it('adds files and takes some out by name and by ID', async () => {
		const { id } = await create();
		const added = await update(id, {
			options: { attachments: 'logo', removeAttachments: 'a.csv' },
		});
		const names = async () =>
			(await onlyDraft(server)).mail.attachments.map(({ filename }) => filename);
		expect(await names()).toEqual(['ü b.csv', 'logo.png']);
		const { attachments } = await draftJson(server, 'get', { draft: added.id as string });
		const [first] = attachments as IDataObject[];
		const next = await update(added.id, { options: { removeAttachments: first?.id as string } });
		expect(await names()).toEqual(['logo.png']);
		await update(next.id, { options: { removeAttachments: '*' } });
		expect(await names()).toEqual([]);
		const { mail } = await onlyDraft(server);
		expect([mail.text, mail.html]).toEqual(['Text', '<p>HTML</p>']);
	});

	it('keeps an image that the new HTML shows, and lets go of one that only the old one did', async () => {
		const html = '<img src="cid:logo"><img src="cid:data">';
		const { id } = await create({ bodyFormat: 'html', html, options: {} });
		await update(id, { bodyFormat: 'html', html: '<p>Still <img src="cid:logo"></p>' });
		const { mail } = await onlyDraft(server);
		expect(mail.attachments).toMatchObject([{ cid: 'logo', related: true, filename: 'logo.png' }]);
		expect(mail.html).toContain('Still');
	});

	it('says which files there are where one is named that is not', async () => {
		const { id } = await create();
		const { error } = await runDraft(server, 'update', {
			...{ draft: id as string, bodyFormat: 'unchanged' },
			options: { removeAttachments: 'x.pdf' },
		});
		expect(error?.message).toMatch(
			/names "x.pdf", and .*a\.csv \(2\), ü b\.csv \(3\).*ATTACHMENT_MISSING/,
		);
		await onlyDraft(server);
	});

	it('takes the ID of the version before the last change, and no older one', async () => {
		const { id } = await create();
		const second = await update(id, { options: { subject: 'Second' } });
		const third = await update(id, { options: { subject: 'Third' } });
		expect((await onlyDraft(server)).mail.subject).toBe('Third');
		expect(third.id).not.toBe(second.id);
		const { error } = await runDraft(server, 'get', { draft: id as string });
		expect(error?.message).toMatch(/MESSAGE_NOT_FOUND/);
	});

	it('does not make the same change twice when n8n tries again', async () => {
		const { messageId } = await create({ options: {} });
		const again = { executionId: 'same', items: withFiles };
		const parameters = {
			...{ draft: messageId as string, bodyFormat: 'unchanged' },
			options: { attachments: 'data' },
		};
		const first = await draftJson(server, 'update', parameters, again);
		const second = await draftJson(server, 'update', parameters, again);
		expect(second).toEqual({ ...first, alreadyUpdated: true });
		expect((await onlyDraft(server)).mail.attachments).toHaveLength(1);
		await draftJson(server, 'update', parameters, { items: withFiles });
		expect((await onlyDraft(server)).mail.attachments).toHaveLength(2);
	});

	it('leaves what a program made out of a changed draft, fields and all, beside it', async () => {
		const { id } = await create();
		const second = await update(id, { options: { subject: 'Second' } });
		const { raw } = await onlyDraft(server);
		const copied = raw.replace(/^Message-ID: .*$/im, 'Message-ID: <other@x.test>');
		const another = await putOriginal(server, copied, 'Drafts');
		const { json } = await runDraft(server, 'getMany', { output: 'simplified' });
		expect(json.map((draft) => draft.id)).toEqual([another, second.id]);
	});

	it('makes changes at the same time one after the other', async () => {
		const { messageId } = await create();
		await Promise.all([
			update(messageId, { options: { subject: 'Both' } }),
			update(messageId, { options: { cc: 'dan@example.test' } }),
			update(messageId, { bodyFormat: 'text', text: 'all' }),
		]);
		const { mail } = await onlyDraft(server);
		expect(mail).toMatchObject({ subject: 'Both', cc: { text: 'dan@example.test' } });
		expect(mail.text?.trim()).toBe('all');
	});

	it.each([
		['a handle from before the folder was rebuilt', '1.1.Drafts', 'STALE_HANDLE'],
		['a message that is no draft', '1.1.INBOX', 'MESSAGE_NOT_FOUND'],
		['a Message-ID that no draft has', '<other@x.test>', 'MESSAGE_NOT_FOUND'],
		['nothing', '={{ "" }}', 'INVALID_FIELD'],
	])('refuses %s and changes nothing', async (_what, draft, code) => {
		await create();
		const before = await onlyDraft(server);
		const parameters = { draft, bodyFormat: 'text', text: 'x' };
		const { error } = await runDraft(server, 'update', parameters);
		expect(error?.message).toContain(code);
		expect(await onlyDraft(server)).toEqual(before);
	});

	it('lets nobody write as another', async () => {
		const { id } = await create();
		const { error } = await runDraft(server, 'update', {
			...{ draft: id as string, bodyFormat: 'unchanged' },
			options: { fromAddress: 'bob@example.test' },
		});
		expect(error?.message).toMatch(/may not send as.*INVALID_ADDRESS/);
	});
});

function textOf(field: { text: string } | { text: string }[] | undefined): string | undefined {
	return [field ?? []].flat()[0]?.text;
}

function bodyOf(raw: string): string {
	return raw.slice(raw.indexOf('\r\n\r\n'));
}
