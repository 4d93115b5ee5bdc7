import type { IDataObject } from 'n8n-workflow';
import { closeImapPools } from '../../mail/imap/pool';
import { closeSmtpPools } from '../../mail/smtp/pool';
import { alice, bob, credentialFor, users } from '../support/account';
import { arrived } from '../support/arrived';
import { eml } from '../support/eml';
import type { NodeRun } from '../support/engine';
import { filePart, multipart, part } from '../support/mime';
import { flagsOfLast, putOriginal } from '../support/original';
import { runSend } from '../support/sendNode';
import { describeServers, type TestServer } from '../support/servers';

const carol = 'carol@example.test';
const sales = 'sales@example.test';

describeServers('Reply', (start) => {
	let server: TestServer;

	beforeAll(async () => {
		server = await start({ users: { ...users, [carol]: 'carol-pass' } });
	});

	afterEach(async () => {
		closeSmtpPools();
		await closeImapPools();
	});

	afterAll(() => server?.close());

	const reply = (message: unknown, parameters: IDataObject = {}, run: Partial<NodeRun> = {}) =>
		runSend(
			server,
			{ operation: 'reply', message: message as string, text: 'Yes', to: '', ...parameters },
			run,
		);

	it('answers the sender in the conversation, and marks the original', async () => {
		const references = 'References: <root@x.test>\r\n <parent@x.test>';
		const original = eml({ subject: 'Order 1', messageId: 'one@x.test', headers: [references] });
		const id = await putOriginal(server, original);
		const { json, error } = await reply(id);
		expect(error).toBeUndefined();
		expect(json).toEqual([
			expect.objectContaining({
				success: true,
				status: 'delivered',
				accepted: [bob],
				inReplyTo: '<one@x.test>',
				original: { id, messageId: '<one@x.test>' },
				flagged: true,
				warnings: [],
			}),
		]);
		const [mail] = await arrived(server, 'Re: Order 1');
		expect(mail).toMatchObject({
			messageId: json[0]?.messageId,
			inReplyTo: '<one@x.test>',
			references: ['<root@x.test>', '<parent@x.test>', '<one@x.test>'],
			to: { value: [{ name: 'Bob', address: bob }] },
			html: false,
		});
		expect(mail?.text).toMatch(
			/^Yes\n\nOn 20 November 2026 at \d\d:00 \S+, Bob <bob@example\.test> wrote:\n> Hi Alice\n$/,
		);
		expect(await flagsOfLast(server)).toContain('\\Answered');
	});

	it.each([
		['INBOX', '<%@x.test>'],
		['Archive', '%@x.test'],
		['Junk', ' <%@x.test> '],
		['Trash', '<%@x.test>'],
	])('finds a Message-ID in %s', async (folder, text) => {
		const name = `in-${folder}`;
		await putOriginal(server, eml({ subject: name, messageId: `${name}@x.test` }), folder);
		const { json, error } = await reply(text.replace('%', name));
		expect(error).toBeUndefined();
		expect(json[0]).toMatchObject({ inReplyTo: `<${name}@x.test>`, flagged: true });
		expect(json[0]?.original).toMatchObject({
			id: expect.stringMatching(new RegExp(`\\.${folder}$`)),
		});
	});

	it('takes the message that is not in Junk where both folders have it', async () => {
		const raw = eml({ subject: 'twice', messageId: 'twice@x.test' });
		await putOriginal(server, raw, 'Junk');
		const id = await putOriginal(server, raw, 'Archive');
		const { json } = await reply('<twice@x.test>');
		expect(json[0]?.original).toMatchObject({ id });
	});

	it('answers Reply-To, all others where they are wanted, but not us', async () => {
		const headers = [
			`Reply-To: Desk <${carol}>`,
			`Cc: Sales <${sales}>, "Bob, again" <${bob.toUpperCase()}>, ${carol}`,
		];
		const raw = eml({ subject: 'to all', headers, from: 'Boss <boss@x.test>' });
		const id = await putOriginal(server, raw);
		const credential = credentialFor(server, { aliases: sales });
		const one = await reply(id, { options: { subject: 'to one' } }, { credential });
		expect(one.json[0]).toMatchObject({ accepted: [carol] });
		const all = await reply(id, { operation: 'replyAll' }, { credential });
		expect(all.error).toBeUndefined();
		expect(all.json[0]?.envelope).toMatchObject({ to: [carol, 'BOB@example.test'] });
		const [mail] = await arrived(server, 'Re: to all', { address: carol });
		expect(mail?.to).toMatchObject({ value: [{ name: 'Desk', address: carol }] });
		expect(mail?.cc).toMatchObject({
			value: [{ name: 'Bob, again', address: 'BOB@example.test' }],
		});
	});

	it('to what we sent goes to those who got it', async () => {
		const raw = eml({ subject: 'we sent', from: alice }).replace(`To: ${alice}`, `To: ${bob}`);
		const id = await putOriginal(server, raw, 'Sent');
		const { json } = await reply(id);
		expect(json[0]).toMatchObject({ accepted: [bob] });
	});

	it('that only says it is from us goes to its sender', async () => {
		const raw = eml({ subject: 'forged', from: alice }).replace(`To: ${alice}`, `To: ${bob}`);
		const { json } = await reply(await putOriginal(server, raw));
		expect(json[0]).toMatchObject({ accepted: [alice] });
	});

	it('adds the recipients, subject and text of the options, without the original', async () => {
		const id = await putOriginal(server, eml({ subject: 'options' }));
		const options = { quoteOriginal: false, subject: 'Another', cc: carol, bcc: alice };
		const { json } = await reply(id, { options });
		expect(json[0]).toMatchObject({ accepted: [bob, carol, alice] });
		const [mail] = await arrived(server, 'Another');
		expect(mail?.text).toBe('Yes\n');
		expect(mail?.cc).toMatchObject({ value: [{ address: carol }] });
	});

	it('quotes HTML as HTML, harmless and whole, with the images that it shows', async () => {
		const pixels = Buffer.from('pixels of the original');
		const html =
			'<html><head><style>p{}</style></head><body><p>Hi <img src="cid:data"></p></blockquote><script>x()</script></body></html>';
		const related = multipart(
			'related',
			'r',
			part(['Content-Type: text/html'], html),
			filePart('pixel.png', 'image/png', pixels, ['Content-ID: <data>']),
			filePart('unseen.png', 'image/png', pixels, ['Content-ID: <unseen>']),
		);
		const id = await putOriginal(server, eml({ subject: 'pictures', ...related }));
		const binary = {
			data: {
				data: Buffer.from('ours').toString('base64'),
				mimeType: 'image/png',
				fileName: 'o.png',
			},
		};
		const own = '<html><body><p>Yes <img src="cid:data"></p></body></html>';
		const parameters = { bodyFormat: 'html', html: own };
		const { error } = await reply(id, parameters, { items: [{ json: {}, binary }] });
		expect(error).toBeUndefined();
		const [mail] = await arrived(server, 'Re: pictures');
		const shown = Object.fromEntries(
			(mail?.attachments ?? []).map(({ cid = '', content }) => [cid, content.toString()]),
		);
		expect(shown).toEqual({ data: 'ours', 'quoted-1@envelope': String(pixels) });
		const source = (await server.messages(bob)).at(-1)?.raw.toString() ?? '';
		expect(source).toContain('multipart/related');
		expect(mail?.text).toMatch(/^Yes *\n\nOn .* wrote:\n> Hi/);
		const body = String(mail?.html);
		expect(body).toMatch(/<p>Yes <img [^>]*><\/p>\s*<br>\s*<div><div>On .*, Bob &lt;bob@/);
		expect(body).toMatch(
			/<blockquote type="cite"[^>]*>\s*<p>Hi <img [^>]*><\/p>\s*<\/blockquote><\/div>\s*<\/body>/,
		);
		expect(body).not.toMatch(/script|<style/);
	});

	it('quotes a text in an answer of HTML, and HTML in one of text', async () => {
		const text = await putOriginal(server, eml({ subject: 'in html', body: 'a < b\r\n& "c"' }));
		await reply(text, { bodyFormat: 'html', html: '<p>Yes</p>' });
		const [html] = await arrived(server, 'Re: in html');
		expect(html?.html).toContain('a &lt; b<br>\n&amp; &quot;c&quot;');
		const headers = ['Content-Type: text/html'];
		const raw = eml({ subject: 'in text', headers, body: '<p>one</p><p>two</p>' });
		await reply(await putOriginal(server, raw));
		const [plain] = await arrived(server, 'Re: in text');
		expect(plain?.html).toBe(false);
		expect(plain?.text).toMatch(/wrote:\n> one\n>\n> two\n$/);
	});

	it('of a dry run is not sent, and the original not marked', async () => {
		const id = await putOriginal(server, eml({ subject: 'dry' }));
		const { json, outputs } = await reply(id, { options: { dryRun: true } });
		expect(json[0]).toMatchObject({
			status: 'dryRun',
			flagged: false,
			envelope: { to: [bob] },
			original: { id },
		});
		expect(outputs[0]?.[0]?.binary).toHaveProperty('message');
		expect(await flagsOfLast(server)).not.toContain('\\Answered');
	});

	it('that nobody takes leaves the original as it was', async () => {
		const raw = eml({ subject: 'refused', from: 'nobody@example.test' });
		const { error } = await reply(await putOriginal(server, raw));
		expect(error?.message).toContain('RECIPIENT_REJECTED');
		expect(await flagsOfLast(server)).not.toContain('\\Answered');
	});

	it('runs for each item with its own original', async () => {
		const ids = [
			await putOriginal(server, eml({ subject: 'first' })),
			await putOriginal(server, eml({ subject: 'second' })),
		];
		const items = ids.map((id) => ({ json: { id } }));
		const { json } = await reply('={{ $json.id }}', {}, { items });
		expect(json.map(({ original }) => (original as IDataObject).id)).toEqual(ids);
		await arrived(server, 'Re: first');
		await arrived(server, 'Re: second');
	});

	it.each([
		['a handle from before the folder was rebuilt', '1.1.INBOX', 'STALE_HANDLE'],
		['a handle of a folder that is not there', '1.1.Nowhere', 'FOLDER_NOT_FOUND'],
		['a Message-ID that no folder has', '<nowhere@x.test>', 'MESSAGE_NOT_FOUND'],
		['what is neither', 'no id at all', 'MESSAGE_NOT_FOUND'],
		['nothing', '={{ "" }}', 'INVALID_FIELD'],
		['null', '={{ null }}', 'INVALID_FIELD'],
		['a list', '={{ ["a"] }}', 'INVALID_FIELD'],
	])('refuses %s', async (_what, message, code) => {
		const { error, json } = await reply(message);
		expect(error?.message).toContain(code);
		expect(json).toEqual([]);
	});

	it('refuses a message that was deleted meanwhile', async () => {
		const id = await putOriginal(server, eml({ subject: 'deleted' }));
		const gone = id.replace(/^\d+/, '4294967290');
		const { error } = await reply(gone);
		expect(error?.message).toMatch(/no message 4294967290 in INBOX any more.*MESSAGE_NOT_FOUND/);
	});

	it('says so where the account has no mailbox', async () => {
		const credential = credentialFor(server, { use: 'send' });
		const { error } = await reply('<a@x.test>', {}, { credential });
		expect(error?.message).toMatch(/set up for sending only, and this needs its mailbox/);
	});
});
