import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { closeImapPools } from '../../mail/imap/pool';
import { EnvelopeMailbox } from '../../nodes/EnvelopeMailbox/EnvelopeMailbox.node';
import { credentialFor, users } from '../support/account';
import { binaryBytes } from '../support/binary';
import { eml } from '../support/eml';
import { expectChecked, hostileValues } from '../support/hostile';
import { endInLiteral } from '../support/imapFaults';
import { startImapProxy } from '../support/imapProxy';
import { runMailbox } from '../support/mailboxNode';
import { filePart, multipart, part } from '../support/mime';
import { fieldsOf } from '../support/nodeFields';
import { putOriginal } from '../support/original';
import { describeServers, type TestServer } from '../support/servers';

const inline = ['Content-Disposition: inline', 'Content-ID: <logo>'];
const withFiles = eml({
	messageId: 'files@x.test',
	...multipart(
		'mixed',
		'b',
		part(['Content-Type: text/plain'], 'See the files'),
		filePart('Invoice.PDF', 'application/pdf', Buffer.from('%PDF')),
		filePart('data.csv', 'text/csv', Buffer.from('a,b')),
		filePart('logo.png', 'image/png', Buffer.from('png'), inline),
	),
});

describeServers('Mailbox: Download Attachments', (start) => {
	let server: TestServer;

	beforeAll(async () => {
		server = await start({ users, withoutSmtp: true });
		await putOriginal(server, withFiles);
	});
	afterEach(closeImapPools);
	afterAll(() => server.close());

	const download = (parameters: INodeParameters = {}, run = {}) =>
		runMailbox(
			server,
			'message.downloadAttachments',
			{ message: '<files@x.test>', ...parameters },
			run,
		);
	const fields = ({ json }: { json: IDataObject[] }) =>
		(json[0]?.files as IDataObject[]).map(({ field, id, fileName }) => [field, id, fileName]);

	it('takes every file, and describes each', async () => {
		const result = await download({}, { asTool: true });
		expect(result.json).toMatchObject([
			{
				messageId: '<files@x.test>',
				files: [
					{ field: 'attachment_0', id: '2', fileName: 'Invoice.PDF', mimeType: 'application/pdf' },
					{ field: 'attachment_1', id: '3', fileName: 'data.csv', mimeType: 'text/csv' },
				],
			},
		]);
		expect(await binaryBytes(result, 'attachment_0')).toEqual(Buffer.from('%PDF'));
		expect(await binaryBytes(result, 'attachment_1')).toEqual(Buffer.from('a,b'));
	});

	it.each<[string, INodeParameters, unknown[]]>([
		['name', { attachments: '*.pdf' }, [['attachment_0', '2', 'Invoice.PDF']]],
		['ID', { attachments: '3' }, [['attachment_0', '3', 'data.csv']]],
		['the ID of an inline image', { attachments: '4' }, [['inline_0', '4', 'logo.png']]],
		['type', { options: { attachmentTypes: 'text/*' } }, [['attachment_0', '3', 'data.csv']]],
		[
			'a list, with inline images',
			{ attachments: '={{ ["logo*", "data*"] }}', options: { inlineImages: true } },
			[
				['attachment_0', '3', 'data.csv'],
				['inline_0', '4', 'logo.png'],
			],
		],
	])('chooses by %s', async (_, parameters, expected) => {
		expect(fields(await download(parameters))).toEqual(expected);
	});

	it('knows a name as the message says it, and as its file is called', async () => {
		const file = filePart('Q3/Q4: all.pdf', 'application/pdf', Buffer.from('%PDF'));
		const message = await putOriginal(server, eml(multipart('mixed', 'b', file)));
		for (const attachments of ['Q3/Q4: all.pdf', 'Q3_Q4_ all.pdf']) {
			const result = await download({ message, attachments });
			expect(fields(result)).toEqual([['attachment_0', '1', 'Q3_Q4_ all.pdf']]);
		}
	});

	it('names what there is where nothing fits', async () => {
		const { error } = await download({ attachments: 'gone.doc' });
		expect(error?.message).toMatch(
			/no attachment that fits\. It has, by ID, name and type: 2 "Invoice\.PDF" \(application\/pdf\), 3 "data\.csv" .*ATTACHMENT_MISSING/,
		);
	});

	it('says that a message has no files', async () => {
		const message = await putOriginal(server, eml());
		const { json } = await download({ message });
		expect(json).toMatchObject([{ files: [], notes: ['The message has no attachments.'] }]);
		const { error } = await download({ message, attachments: '*.pdf' });
		expect(error?.message).toContain('It has no attachments at all.');
	});

	it('leaves out what is too large, and names it', async () => {
		const large = filePart('large.bin', 'a/b', Buffer.alloc(20_000));
		const small = filePart('small.bin', 'a/b', Buffer.alloc(10));
		const message = await putOriginal(server, eml(multipart('mixed', 'b', large, small)));
		const result = await download({ message, options: { maxAttachmentMegabytes: 0.01 } });
		expect(fields(result)).toEqual([['attachment_1', '2', 'small.bin']]);
		expect(result.json[0]?.attachmentErrors).toEqual([
			expect.stringMatching(/large\.bin has .*Largest Attachment.*CONTENT_TOO_LARGE/),
		]);
	});

	it('gives out nothing where all connections end on the way', async () => {
		const file = filePart('a.bin', 'a/b', Buffer.alloc(600_000));
		const message = await putOriginal(server, eml(multipart('mixed', 'b', file)));
		const proxy = await startImapProxy({
			target: server.ports.imap,
			rules: (connection) => endInLiteral(connection === 1 ? 2 : 1, 0.5),
		});
		const credential = credentialFor(server, { imapPort: proxy.port, imapTls: 'none' });
		const { error, outputs } = await download({ message }, { credential });
		expect(error?.message).toMatch(/CONNECTION_LOST/);
		expect(outputs).toEqual([]);
		await closeImapPools();
		await proxy.close();
	});

	it.each([
		['<gone@x.test>', 'MESSAGE_NOT_FOUND'],
		['1.1.INBOX', 'STALE_HANDLE'],
	])('says what is wrong with %s', async (message, code) => {
		const { error } = await download({ message });
		expect(error?.message).toContain(`(${code}, phase:`);
	});

	test.each(fieldsOf(new EnvelopeMailbox().description, 'downloadAttachments'))(
		'takes whatever $path holds, or names the field',
		async (field) => {
			const { json } = await download(field.holding('={{ $json.given }}'), hostileValues);
			expectChecked(json, field, /^The message has no attachment|is not the ID of a message/);
		},
	);
});
