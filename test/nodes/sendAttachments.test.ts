import { createHash, randomBytes } from 'node:crypto';
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { closeSmtpPools } from '../../mail/smtp/pool';
import { users } from '../support/account';
import { arrived } from '../support/arrived';
import { runSend } from '../support/sendNode';
import { describeServers, type TestServer } from '../support/servers';

const MEBIBYTE = 1024 * 1024;
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** An item with files in n8n's binary store. */
const withFiles =
	(files: Record<string, { name: string; type: string; bytes: Buffer }>) =>
	async ({ helpers }: IExecuteFunctions): Promise<INodeExecutionData[]> => {
		const binary: NonNullable<INodeExecutionData['binary']> = {};
		for (const [field, { name, type, bytes }] of Object.entries(files)) {
			binary[field] = await helpers.prepareBinaryData(bytes, name, type);
		}
		return [{ json: { fields: Object.keys(files) }, binary }];
	};

const invoice = { name: 'Rechnung März.pdf', type: 'application/pdf', bytes: Buffer.from('%PDF') };
const logo = { name: 'logo.png', type: 'image/png', bytes: Buffer.from('PNG') };
const mail = {
	name: 'mail.bin',
	type: 'message/rfc822',
	bytes: Buffer.from('Subject: a\n\n.\r.\n'),
};
const items = withFiles({ data: invoice, logo, mail });

describeServers('Envelope Send with attachments', (start) => {
	let server: TestServer;
	beforeAll(async () => {
		server = await start({ users, maxMessageSize: 40 * MEBIBYTE });
	});
	afterEach(closeSmtpPools);
	afterAll(() => server?.close());

	test.each<[string, unknown, string[]]>([
		['one name', 'data', [invoice.name]],
		['names', 'logo, data', [logo.name, invoice.name]],
		['a list', '={{ ["data", "logo"] }}', [invoice.name, logo.name]],
		['a list from the item', '={{ $json.fields }}', [invoice.name, logo.name, mail.name]],
		['all', '*', [invoice.name, logo.name, mail.name]],
		['none', '', []],
		['none for null', '={{ null }}', []],
		['JSON text', '["data", "logo"]', [invoice.name, logo.name]],
		['a name given twice once', 'data, data', [invoice.name]],
	])('attaches %s', async (kind, attachments, names) => {
		const subject = `attached: ${kind}`;
		const options = { attachments } as { attachments: string };
		const { error } = await runSend(server, { subject, options }, { items });
		expect(error).toBeUndefined();
		const [message] = await arrived(server, subject);
		expect(message?.attachments.map(({ filename }) => filename)).toEqual(names);
	});

	test('keeps types and bytes, also of a mail as a file', async () => {
		await runSend(server, { subject: 'bytes', options: { attachments: '*' } }, { items });
		const [message] = await arrived(server, 'bytes');
		expect(
			message?.attachments.map(({ contentType, content }) => [contentType, String(content)]),
		).toEqual([
			['application/pdf', '%PDF'],
			['image/png', 'PNG'],
			['application/octet-stream', 'Subject: a\n\n.\r.\n'],
		]);
	});

	test('places an image where the HTML shows it', async () => {
		const html = '<p><img src="cid:logo"></p>';
		const options = { attachments: 'logo, data' };
		await runSend(server, { subject: 'inline', bodyFormat: 'html', html, options }, { items });
		const [message] = await arrived(server, 'inline');
		expect(message?.attachments).toMatchObject([
			{ cid: 'logo', related: true, contentDisposition: 'inline' },
			{ filename: invoice.name, contentDisposition: 'attachment' },
		]);
	});

	test.each([
		['that is not asked for', '<img src="cid:logo">', '', ['logo']],
		['that is asked for, too', "<img src='CID:logo'>", 'logo', ['logo']],
		['with an encoded name', '<img src="cid:%6Cogo">', '', ['logo']],
		['in a style', '<p style="background: url(cid:logo)">', '', ['logo']],
		['and not one with a longer name', '<img src="cid:logo2">', 'logo', [undefined]],
		['and nothing that the item does not have', '<img src="cid:constructor">', '', []],
		['and no mere word', '<p>placid:logo cid:%</p>', '', []],
	])('places an image %s: %s', async (kind, html, attachments, cids) => {
		const parameters = { subject: `inline: ${kind}`, bodyFormat: 'html', html };
		await runSend(server, { ...parameters, options: { attachments } }, { items });
		const [message] = await arrived(server, parameters.subject);
		expect(message?.attachments.map(({ cid }) => cid)).toEqual(cids);
	});

	test('asks for a plain name where mail programs differ', async () => {
		const html = '<img src="cid:mein%20B%C3%A4r">';
		const bear = withFiles({ 'mein Bär': logo });
		const { error } = await runSend(server, { bodyFormat: 'html', html }, { items: bear });
		expect(error?.message).toContain('the binary field "mein Bär"');
		expect(error?.message).toContain('Rename the field');
	});

	test.each([
		['what is no name', '={{ $binary.data }}', /^Attachments takes the names of binary fields/],
		['a list of such', '={{ [$binary.data] }}', /^Attachments takes the names of binary fields/],
		['JSON of no names', '{"data":1}', /^Attachments takes the names of binary fields/],
		['what all objects have', 'constructor', /^The item has no binary field "constructor"/],
	])('refuses %s', async (_, attachments, message) => {
		const { error, outputs } = await runSend(server, { options: { attachments } }, { items });
		expect(outputs).toEqual([]);
		expect(error?.message).toMatch(message);
	});

	test('names the fields that the item has where one is missing, and sends nothing', async () => {
		const parameters = { subject: 'missing', options: { attachments: 'data, invoice' } };
		const { error } = await runSend(server, parameters, { items });
		expect(error?.message).toContain('no binary field "invoice". It has: data, logo, mail.');
		expect(error?.message).toContain('It has: data, logo, mail.');
		const nothing = await runSend(server, { options: { attachments: 'data' } });
		expect(nothing.error?.message).toContain('It has no binary fields at all');
		expect(
			(await server.messages('bob@example.test')).some(({ raw }) => raw.includes('missing')),
		).toBe(false);
	});

	test('sends a file that is gone from the store to nobody', async () => {
		const gone = async (context: IExecuteFunctions) => {
			const [item] = await items(context);
			item!.binary!.data!.id = item!.binary!.data!.id!.replace(/[0-9a-f-]+$/, 'gone');
			return [item!];
		};
		const parameters = { subject: 'file is gone', options: { attachments: 'data' } };
		const { error } = await runSend(server, parameters, { items: gone });
		expect(error?.message).toContain('ATTACHMENT_MISSING');
		expect(error?.message).toContain('could not be read');
		const stored = await server.messages('bob@example.test');
		expect(stored.some(({ raw }) => raw.includes('file is gone'))).toBe(false);
		expect((await runSend(server)).error).toBeUndefined();
	});

	test('carries 25 MB from the store to the mailbox, byte for byte', async () => {
		const bytes = randomBytes(25 * MEBIBYTE);
		const large = withFiles({ data: { name: 'video.bin', type: 'video/mp4', bytes } });
		const parameters = { subject: '25 MB', options: { attachments: 'data' } };
		const { json } = await runSend(server, parameters, { items: large });
		expect(json[0]).toMatchObject({ status: 'delivered' });
		const [message] = await arrived(server, '25 MB');
		expect(sha256(message!.attachments[0]!.content)).toBe(sha256(bytes));
	}, 120_000);
});
