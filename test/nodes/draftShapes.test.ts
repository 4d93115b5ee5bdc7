import type { INodeExecutionData } from 'n8n-workflow';
import { type ParsedMail, simpleParser } from 'mailparser';
import { closeImapPools } from '../../mail/imap/pool';
import { closeSmtpPools } from '../../mail/smtp/pool';
import { users } from '../support/account';
import { draftJson, draftsOf, emptied, onlyDraft } from '../support/drafts';
import { draftShapes } from '../support/draftShapes';
import { putOriginal } from '../support/original';
import { overSink } from '../support/sendNode';
import { describeServers, type TestServer } from '../support/servers';
import { onlyContent, type SmtpSink, startSmtpSink } from '../support/smtpSink';

const privateFields =
	/^(?:bcc|fcc|x-mozilla-.*|x-identity-key|x-account-key|x-unsent|x-gm.*|x-apple-.*|x-uniform-.*|x-ms-exchange-organization.*|x-envelope-.*)$/;

const withFile: INodeExecutionData[] = [
	{
		json: {},
		binary: { data: { data: 'bmV3', mimeType: 'text/csv', fileName: 'new.csv' } },
	},
];

describeServers('drafts of other mail programs', (start) => {
	let server: TestServer;
	let sink: SmtpSink;
	beforeAll(async () => {
		server = await start({ users });
	});
	beforeEach(async () => {
		sink = await startSmtpSink();
	});
	afterEach(async () => {
		closeSmtpPools();
		await closeImapPools();
		await sink.close();
		await emptied(server, 'Drafts', 'Sent');
	});
	afterAll(() => server?.close());

	const send = (draft: string) =>
		draftJson(server, 'send', { draft }, { credential: overSink(server, sink) });

	/** The header and the body of what was sent. */
	const onTheWire = async () => {
		const raw = onlyContent(sink);
		const end = raw.indexOf('\r\n\r\n');
		const header = raw.slice(0, end);
		const mail = await simpleParser(Buffer.from(raw, 'latin1'));
		return { header, body: raw.slice(end), mail };
	};

	const expectSendable = (header: string, mail: ParsedMail) => {
		const names = mail.headerLines.map(({ key }) => key);
		expect(names.filter((name) => privateFields.test(name))).toEqual([]);
		expect(new Set(names).size).toBe(names.length);
		expect(names).toEqual(expect.arrayContaining(['from', 'date', 'message-id']));
		expect(header).toMatch(/^[\x20-\x7e\t\r\n]*$/);
		expect(header).not.toMatch(/^[\w-]+:[ \t]*$/m);
	};

	describe.each(draftShapes)('of $program', (shape) => {
		const { raw, subject, text, recipients, files } = shape;

		it('are read', async () => {
			const id = await putOriginal(server, raw, 'Drafts');
			const json = await draftJson(server, 'get', { draft: id, output: 'simplified' });
			expect(json).toMatchObject({ id, subject, text: expect.stringMatching(text) });
			const attachments = json.attachments as { fileName: string }[];
			expect(attachments.map(({ fileName }) => fileName)).toEqual(files);
		});

		it('are sent as they are', async () => {
			const id = await putOriginal(server, raw, 'Drafts');
			const stored = await onlyDraft(server);
			const json = await send(id);
			expect(json).toMatchObject({ status: 'delivered', accepted: recipients });
			const { header, body, mail } = await onTheWire();
			const bodyOfDraft = stored.raw.slice(stored.raw.indexOf('\r\n\r\n'));
			expect(body.trimEnd()).toBe(bodyOfDraft.trimEnd());
			expectSendable(header, mail);
			expect(mail.subject).toBe(subject);
			expect(mail.from?.value[0]?.address).toBe('alice@example.test');
			expect(mail.messageId).toBe(stored.mail.messageId ?? json.messageId);
			expect(await draftsOf(server)).toEqual([]);
			expect(await send(id)).toMatchObject({ alreadySent: true });
		});

		it('are changed, and then sent', async () => {
			const id = await putOriginal(server, raw, 'Drafts');
			const before = await onlyDraft(server);
			const options = { cc: 'dan@example.test', attachments: 'data' };
			const body = { bodyFormat: 'html', html: '<p>New text</p>' };
			const changed = await draftJson(
				server,
				'update',
				{ draft: id, ...body, options },
				{
					items: withFile,
				},
			);
			const after = await onlyDraft(server);
			const kept = ({ mail }: typeof before) =>
				mail.headerLines
					.filter(
						({ key }) =>
							!/^(?:date|cc|content-.*|mime-version|message-id|x-envelope-.*)$/.test(key),
					)
					.map(({ line }) => line);
			expect(kept(after)).toEqual(kept(before));
			expect(after.mail).toMatchObject({ text: 'New text', html: '<p>New text</p>' });
			// An image that only the old text showed goes with it.
			const left = files.filter((name) => name !== 'image001.png');
			expect(after.mail.attachments.map(({ filename }) => filename)).toEqual([...left, 'new.csv']);
			const [offer] = after.mail.attachments;
			if (left.length > 0) expect(offer?.content.toString()).toBe('%PDF-1.4 an offer');
			const json = await send(changed.messageId as string);
			expect(json.accepted).toEqual(expect.arrayContaining([...recipients, 'dan@example.test']));
			const { header, mail } = await onTheWire();
			expectSendable(header, mail);
			expect(mail.messageId).toBe(changed.messageId);
		});

		it('lose and get files, and keep their text', async () => {
			const id = await putOriginal(server, raw, 'Drafts');
			const before = await onlyDraft(server);
			const parameters = { draft: id, bodyFormat: 'unchanged' };
			const options = { removeAttachments: '*', attachments: 'data' };
			await draftJson(server, 'update', { ...parameters, options }, { items: withFile });
			const { mail } = await onlyDraft(server);
			const shown = files.filter((name) => name === 'image001.png');
			expect(mail.attachments.map(({ filename }) => filename)).toEqual([...shown, 'new.csv']);
			const said = (one: ParsedMail) => [one.html || one.text?.trim() || '', one.subject];
			expect(said(mail)).toEqual(said(before.mail));
		});
	});
});
