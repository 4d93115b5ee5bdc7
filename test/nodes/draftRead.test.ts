import type { IDataObject } from 'n8n-workflow';
import { closeImapPools } from '../../mail/imap/pool';
import { searchDrafts } from '../../nodes/EnvelopeDraft/draftField';
import { EnvelopeDraft } from '../../nodes/EnvelopeDraft/EnvelopeDraft.node';
import { startMailServer } from '../../sandbox/mailserver';
import { alice, credentialFor, users } from '../support/account';
import { draftJson, draftsOf, emptied, onlyDraft, runDraft } from '../support/drafts';
import { editorOf } from '../support/editor';
import { eml } from '../support/eml';
import { putOriginals } from '../support/original';
import { describeServers, type TestServer } from '../support/servers';

const numbered = (count: number, to = 'bob') =>
	Array.from({ length: count }, (_, index) =>
		eml({ subject: `Draft ${index + 1}`, from: alice, headers: [`Bcc: ${to}@example.test`] }),
	);

describeServers('drafts are read, listed and deleted', (start) => {
	let server: TestServer;
	beforeAll(async () => {
		server = await start({ users, withoutSmtp: true });
	});
	afterEach(async () => {
		await closeImapPools();
		await emptied(server, 'Drafts', 'Trash');
	});
	afterAll(() => server?.close());

	const list = (parameters: IDataObject = {}, run = {}) =>
		runDraft(server, 'getMany', { limit: 50, output: 'simplified', ...parameters }, run);
	const subjects = (json: unknown) => (json as IDataObject[]).map(({ subject }) => subject);

	it('gives one with all that it says, and its files', async () => {
		const items = [
			{
				json: {},
				binary: { data: { data: 'YWJj', mimeType: 'text/csv', fileName: 'a.csv' } },
			},
		];
		const parameters = {
			...{ to: 'bob@example.test', subject: 'S', bodyFormat: 'text', text: 'T', inReplyTo: '' },
			options: { bcc: 'boss@example.test', attachments: 'data' },
		};
		const { id, messageId } = await draftJson(server, 'create', parameters, { items });
		for (const draft of [id, messageId] as string[]) {
			const options = { downloadAttachments: true };
			const { outputs, json } = await runDraft(server, 'get', { draft, output: 'full', options });
			expect(json).toMatchObject([
				{
					...{ id, messageId, folder: 'Drafts', subject: 'S', text: 'T' },
					...{ bcc: [{ name: '', address: 'boss@example.test' }] },
					flags: expect.arrayContaining(['\\Draft']),
					headers: { subject: ['S'] },
				},
			]);
			expect(outputs[0]?.[0]?.binary?.attachment_0).toMatchObject({ fileName: 'a.csv' });
		}
	});

	it('lists the newest first, page by page, whatever is deleted meanwhile', async () => {
		await putOriginals(server, numbered(5), 'Drafts');
		const page = async (options: IDataObject) =>
			(await list({ limit: 2, options: { asPage: true, ...options } })).json[0] ?? {};
		const first = await page({});
		expect(subjects(first.drafts)).toEqual(['Draft 5', 'Draft 4']);
		expect(first).toMatchObject({
			count: 2,
			folder: 'Drafts',
			nextPage: expect.stringMatching(/^\d+\.\d+\.Drafts$/),
		});
		const [newest] = first.drafts as IDataObject[];
		await draftJson(server, 'delete', { draft: newest?.id as string });
		const second = await page({ page: first.nextPage });
		expect(subjects(second.drafts)).toEqual(['Draft 3', 'Draft 2']);
		const third = await page({ page: second.nextPage });
		expect(subjects(third.drafts)).toEqual(['Draft 1']);
		expect(third.nextPage).toBeUndefined();
	});

	it('lists those that fit', async () => {
		await putOriginals(server, [...numbered(2, 'bob'), ...numbered(3, 'carol')], 'Drafts');
		const { json } = await list({ filters: { bcc: 'carol', subject: 'draft' } });
		expect(subjects(json)).toEqual(['Draft 3', 'Draft 2', 'Draft 1']);
		const none = await list({
			filters: { subject: 'nothing like it' },
			options: { asPage: true },
		});
		expect(none.json).toMatchObject([
			{ drafts: [], notes: ['No draft in Drafts fits the filters.'] },
		]);
	});

	it.each([
		['1.1.Drafts', 'STALE_HANDLE'],
		['next', 'INVALID_FIELD'],
	])('refuses the page %s', async (page, code) => {
		await putOriginals(server, numbered(1), 'Drafts');
		expect((await list({ options: { page } })).error?.message).toContain(code);
	});

	it('says in words to a model that there are none', async () => {
		const { json } = await list({}, { asTool: true });
		expect(json).toEqual([
			...[{ drafts: [], count: 0, folder: 'Drafts' }].map((page) => ({
				...page,
				notes: ['There are no drafts in Drafts.'],
			})),
		]);
	});

	it('does not list what is marked as deleted', async () => {
		const [first = '', second = ''] = numbered(2);
		await server.deliver(alice, first, { folder: 'Drafts', flags: ['\\Deleted'] });
		await putOriginals(server, [second], 'Drafts');
		expect(subjects((await list()).json)).toEqual(['Draft 2']);
	});

	it('moves one to the Trash, and says that it is gone where it is named again', async () => {
		const [draft = ''] = await putOriginals(server, numbered(2), 'Drafts');
		const json = await draftJson(server, 'delete', { draft });
		expect(json).toMatchObject({ deleted: true, id: draft, movedTo: 'Trash', alreadyGone: false });
		expect((await onlyDraft(server)).mail.subject).toBe('Draft 2');
		const [trashed] = await draftsOf(server, 'Trash');
		expect(json.newId).toMatch(new RegExp(`^${trashed?.uid}\\.\\d+\\.Trash$`));
		expect(await draftJson(server, 'delete', { draft })).toMatchObject({ alreadyGone: true });
		await onlyDraft(server);
	});

	it('deletes one for good, and no other that is marked as deleted', async () => {
		const [first = '', second = ''] = numbered(2);
		await server.deliver(alice, second, { folder: 'Drafts', flags: ['\\Deleted'] });
		const [draft = ''] = await putOriginals(server, [first], 'Drafts');
		const json = await draftJson(server, 'delete', { draft, options: { forGood: true } });
		expect(json).toMatchObject({ deleted: true, id: draft, movedTo: null, newId: null });
		const left = await server.messages(alice, 'Drafts');
		expect(left.map(({ raw }) => raw.toString().includes('Draft 2'))).toEqual([true]);
		expect(await draftsOf(server, 'Trash')).toEqual([]);
	});

	it.each([
		['get', '99.1.INBOX', 'MESSAGE_NOT_FOUND'],
		['delete', '99.1.INBOX', 'MESSAGE_NOT_FOUND'],
		['delete', '1.1.Drafts', 'STALE_HANDLE'],
		['delete', '<none@x.test>', 'MESSAGE_NOT_FOUND'],
		['delete', 'null', 'MESSAGE_NOT_FOUND'],
	])('%s of what is no draft is refused: %s', async (operation, draft, code) => {
		await putOriginals(server, numbered(1), 'Drafts');
		const { error } = await runDraft(server, operation, { draft });
		expect(error?.message).toContain(code);
		await onlyDraft(server);
	});

	it('is picked from a list', async () => {
		const [, newest] = await putOriginals(server, numbered(2), 'Drafts');
		const draft = { __rl: true, mode: 'list', value: '' };
		const editor = editorOf(new EnvelopeDraft(), credentialFor(server), 'parameters.draft', {
			draft,
		});
		const { results } = await searchDrafts.call(editor);
		expect(results).toHaveLength(2);
		expect(results[0]).toMatchObject({ value: newest, name: expect.stringMatching(/^Draft 2 /) });
		const picked = { __rl: true, mode: 'list', value: newest ?? '' };
		expect(await draftJson(server, 'get', { draft: picked })).toMatchObject({ subject: 'Draft 2' });
	});
});

describe('deleting drafts on other servers', () => {
	it('does not say of a draft that it is gone where it is only older than 2,000 others', async () => {
		const server = await startMailServer({ users });
		server.deliver(alice, eml({ messageId: 'old@x.test' }), { folder: 'Drafts' });
		const [{ id = '' } = {}] = (await runDraft(server, 'getMany', { limit: 5 })).json;
		for (const raw of numbered(2_000)) server.deliver(alice, raw, { folder: 'Drafts' });
		const { error } = await runDraft(server, 'delete', { draft: id as string });
		expect(error?.message).toMatch(/among the newest 2000 in Drafts/);
		await closeImapPools();
		await server.close();
	});

	it.each([
		['no Trash', { specialFolders: { Drafts: '\\Drafts' } }],
		['neither MOVE nor UIDPLUS', { withoutCapabilities: ['MOVE', 'UIDPLUS'] }],
	])('works with %s', async (_what, options) => {
		const server = await startMailServer({ users, ...options });
		server.deliver(alice, numbered(1)[0] ?? '', { folder: 'Drafts' });
		const messages = async (...folder: Parameters<typeof server.messages>) =>
			server.messages(...folder);
		const { json } = await runDraft(server, 'getMany', { limit: 5 });
		const deleted = await draftJson(server, 'delete', { draft: json[0]?.id as string });
		expect(deleted).toMatchObject({ success: true, deleted: true });
		expect(await draftsOf({ messages })).toEqual([]);
		expect((await runDraft(server, 'getMany', { limit: 5 })).json).toEqual([]);
		await closeImapPools();
		await server.close();
	});
});
