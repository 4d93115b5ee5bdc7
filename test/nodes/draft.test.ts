import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { simpleParser } from 'mailparser';
import { closeImapPools, withConnection } from '../../mail/imap/pool';
import { EnvelopeDraft } from '../../nodes/EnvelopeDraft/EnvelopeDraft.node';
import { startMailServer } from '../../sandbox/mailserver';
import { accountFor, alice, credentialFor, users } from '../support/account';
import { eml } from '../support/eml';
import { runNode } from '../support/engine';
import { describeServers, type TestServer } from '../support/servers';

const draft = { resource: 'draft', operation: 'create', subject: 'Draft', bodyFormat: 'text' };

async function create(
	server: Pick<TestServer, 'ports' | 'ca'>,
	parameters: IDataObject,
	items?: INodeExecutionData[],
) {
	return runNode({
		node: new EnvelopeDraft(),
		parameters: {
			...draft,
			to: '',
			text: 'Hi',
			inReplyTo: '',
			options: {},
			...parameters,
		},
		credential: credentialFor(server),
		items,
	});
}

afterEach(closeImapPools);

describeServers('Envelope Draft', (start) => {
	let server: TestServer;

	beforeEach(async () => {
		server = await start({ users, withoutSmtp: true });
	});

	afterEach(async () => {
		await closeImapPools();
		await server.close();
	});

	const onlyDraft = async () => {
		const drafts = await server.messages(alice, 'Drafts');
		expect(drafts).toHaveLength(1);
		const [only] = drafts;
		if (!only) throw new Error('unreachable');
		return { ...only, mail: await simpleParser(only.raw) };
	};

	it('puts a message into the drafts folder, with Bcc, attachment and flags', async () => {
		const binary = {
			data: {
				data: Buffer.from('file').toString('base64'),
				mimeType: 'text/plain',
				fileName: 'ä.txt',
			},
		};
		const { json, error } = await create(
			server,
			{ to: 'Bob <bob@example.test>', options: { bcc: 'boss@example.test', attachments: 'data' } },
			[{ json: {}, binary }],
		);
		expect(error).toBeUndefined();
		const { mail, flags, uid } = await onlyDraft();
		expect(flags).toEqual(expect.arrayContaining(['\\Draft', '\\Seen']));
		expect(mail).toMatchObject({ subject: 'Draft', text: 'Hi', messageId: json[0]?.messageId });
		expect(mail.bcc).toMatchObject({ text: 'boss@example.test' });
		expect(mail.attachments).toMatchObject([{ filename: 'ä.txt', content: Buffer.from('file') }]);
		expect(json).toMatchObject([{ success: true, folder: 'Drafts', inReplyTo: null }]);
		expect(json[0]?.id).toMatch(new RegExp(`^${uid}\\.\\d+\\.Drafts$`));
	});

	it('is not written where an attachment is gone from the store', async () => {
		const gone = { id: 'filesystem-v2:nowhere/1', data: 'filesystem-v2', mimeType: 'text/plain' };
		const items = [{ json: {}, binary: { data: gone } }];
		const { error } = await create(server, { options: { attachments: 'data' } }, items);
		expect(error?.message).toMatch(/ATTACHMENT_MISSING, phase: compose/);
		expect(await server.messages(alice, 'Drafts')).toEqual([]);
	});

	it('can be written before its recipients are known', async () => {
		await create(server, {});
		const { mail } = await onlyDraft();
		expect(mail.to).toBeUndefined();
	});

	it.each(['handle', 'Message-ID', 'Message-ID without brackets'])(
		'continues the conversation of a message given by its %s',
		async (kind) => {
			const headers = ['References: <root@x.test> <parent@x.test>'];
			await server.deliver(alice, eml({ messageId: 'original@x.test', headers }));
			const first = await create(server, { inReplyTo: '<original@x.test>', subject: 'probe' });
			expect(first.error).toBeUndefined();
			const [message] = await server.messages(alice);
			const uidValidity = await uidValidityOf(server, 'INBOX');
			const references: Record<string, string> = {
				handle: `${message?.uid}.${uidValidity}.INBOX`,
				'Message-ID': '<original@x.test>',
				'Message-ID without brackets': 'original@x.test',
			};
			const { json, error } = await create(server, { inReplyTo: references[kind] });
			expect(error).toBeUndefined();
			expect(json).toMatchObject([{ inReplyTo: '<original@x.test>' }]);
			const last = (await server.messages(alice, 'Drafts')).at(-1);
			const mail = await simpleParser(last?.raw ?? '');
			expect(mail.inReplyTo).toBe('<original@x.test>');
			expect(mail.references).toEqual(['<root@x.test>', '<parent@x.test>', '<original@x.test>']);
		},
	);

	it('begins the thread at a Message-ID that is not in the mailbox', async () => {
		await create(server, { inReplyTo: '<elsewhere@x.test>' });
		const { mail } = await onlyDraft();
		expect(mail.inReplyTo).toBe('<elsewhere@x.test>');
	});

	it.each([
		['a handle from before the folder was rebuilt', '1.1.INBOX', 'STALE_HANDLE'],
		['a handle of a folder that is not there', '1.1.Nowhere', 'FOLDER_NOT_FOUND'],
		['what is neither', 'no id at all', 'MESSAGE_NOT_FOUND'],
	])('refuses %s and writes nothing', async (_what, inReplyTo, code) => {
		const { error } = await create(server, { inReplyTo });
		expect(error?.message).toContain(code);
		expect(await server.messages(alice, 'Drafts')).toEqual([]);
	});

	it.each([
		['Subject', { subject: 'a\r\nBcc: evil@x.test' }],
		['To', { to: 'a@x.test\r\nBcc: evil@x.test' }],
		['Reply To', { options: { replyTo: 'a@x.test\nBcc: evil@x.test' } }],
		['In Reply To', { inReplyTo: '<a@x.test>\r\nBcc: evil@x.test' }],
		['From Name', { options: { fromName: 'A\r\nBcc: evil@x.test' } }],
	])('lets no line break through %s', async (_field, parameters) => {
		const { error } = await create(server, parameters);
		const drafts = await server.messages(alice, 'Drafts');
		expect(drafts.some(({ raw }) => /^bcc:/im.test(raw.toString()))).toBe(false);
		if (!('inReplyTo' in parameters)) expect(error?.message).toMatch(/line break|control/);
	});

	it('makes many drafts in the order of the items, over one connection', async () => {
		const items = Array.from({ length: 8 }, (_, index) => ({ json: { index } }));
		const { json } = await create(server, { subject: '={{ "draft " + $json.index }}' }, items);
		const drafts = await server.messages(alice, 'Drafts');
		const subjects = drafts.map(({ raw }) => /^Subject: (.*)\r$/m.exec(raw.toString())?.[1]);
		expect(subjects).toEqual(items.map((_, index) => `draft ${index}`));
		expect(new Set(json.map(({ id }) => id)).size).toBe(8);
	});
});

async function uidValidityOf(server: TestServer, folder: string): Promise<string> {
	return withConnection(accountFor(server), 'folder', async (connection) => {
		const { uidValidity } = await connection.mailboxOpen(folder, { readOnly: true });
		return String(uidValidity);
	});
}

describe('Envelope Draft on other servers', () => {
	it('finds the drafts folder by its localized name, and the draft without UIDPLUS', async () => {
		const server = await startMailServer({
			users,
			withoutCapabilities: ['UIDPLUS', 'SPECIAL-USE'],
			specialFolders: { Entwürfe: '', Gesendet: '' },
		});
		const { json, error } = await create(server, {});
		expect(error).toBeUndefined();
		expect(json[0]?.id).toMatch(/^1\.\d+\.Entwürfe$/);
		expect(server.messages(alice, 'Entwürfe')).toHaveLength(1);
		await closeImapPools();
		await server.close();
	});

	it('says so where the mailbox has no drafts folder', async () => {
		const server = await startMailServer({ users, specialFolders: {} });
		const { error } = await create(server, {});
		expect(error?.message).toMatch(/Make a folder called Drafts.*FOLDER_NOT_FOUND/);
		await closeImapPools();
		await server.close();
	});

	it('signs in once for ten calls', async () => {
		const server = await startMailServer({ users });
		for (let call = 0; call < 10; call++) await create(server, {});
		expect(server.connections().imapLogins).toBe(1);
		await closeImapPools();
		await server.close();
	});
});
