import type { INodeParameters } from 'n8n-workflow';
import { closeImapPools } from '../../mail/imap/pool';
import { EnvelopeMailbox } from '../../nodes/EnvelopeMailbox/EnvelopeMailbox.node';
import { credentialFor, users } from '../support/account';
import { bombs } from '../support/bombs';
import { binaryBytes } from '../support/binary';
import { eml } from '../support/eml';
import { expectChecked, hostileValues } from '../support/hostile';
import { endInLiteral } from '../support/imapFaults';
import { startImapProxy } from '../support/imapProxy';
import { runMailbox } from '../support/mailboxNode';
import { multipart, part } from '../support/mime';
import { fieldsOf } from '../support/nodeFields';
import { flagsOfLast, putOriginal } from '../support/original';
import { describeServers, type TestServer } from '../support/servers';

const withFile = eml({
	subject: 'A file',
	messageId: 'file@x.test',
	...multipart(
		'mixed',
		'b',
		part(['Content-Type: text/plain'], 'See the file'),
		part(['Content-Type: text/csv; name=a.csv'], 'a,b'),
	),
});

describeServers('Mailbox: Get', (start) => {
	let server: TestServer;

	beforeAll(async () => {
		server = await start({ users, withoutSmtp: true });
	});
	afterEach(closeImapPools);
	afterAll(() => server.close());

	const get = (message: INodeParameters | string, parameters: INodeParameters = {}, run = {}) =>
		runMailbox(server, 'message.get', { message, ...parameters }, run);

	it('reads by handle and by Message-ID, and leaves the message unread', async () => {
		const id = await putOriginal(server, withFile);
		const locator = (mode: string, value: string) => ({ __rl: true, mode, value });
		for (const given of [
			id,
			'<file@x.test>',
			locator('id', id),
			locator('list', id),
			locator('messageId', 'file@x.test'),
			locator('id', '={{ "' + id + '" }}'),
		]) {
			const { json, error } = await get(given);
			expect(error).toBeUndefined();
			expect(json).toMatchObject([{ id, subject: 'A file', text: 'See the file' }]);
			expect(json[0]).not.toHaveProperty('notes');
			expect(json[0]).not.toHaveProperty('html');
		}
		expect(await flagsOfLast(server)).toEqual([]);
	});

	it('marks it as read when told to', async () => {
		const id = await putOriginal(server, eml());
		const { json } = await get(id, { options: { markAsRead: true } });
		expect(json).toMatchObject([{ flags: expect.arrayContaining(['\\Seen']) }]);
		expect(await flagsOfLast(server)).toEqual(['\\Seen']);
	});

	it('gives out all of it, or the bytes as they came, with the files', async () => {
		const id = await putOriginal(server, withFile);
		const full = await get(id, { output: 'full', options: { downloadAttachments: true } });
		expect(full.json).toMatchObject([{ headers: { 'message-id': ['<file@x.test>'] } }]);
		expect(await binaryBytes(full, 'attachment_0')).toEqual(Buffer.from('a,b'));
		const raw = await get(id, { output: 'raw' });
		expect(raw.json[0]).not.toHaveProperty('text');
		expect((await binaryBytes(raw, 'message')).toString()).toBe(withFile);
	});

	it('cuts a long text for an agent, who can read on to its end', async () => {
		const body = Array.from({ length: 5_000 }, (_, line) => `line ${line} \u{1f600}`).join('\r\n');
		const id = await putOriginal(
			server,
			eml({ headers: ['Content-Type: text/plain; charset=utf-8'], body }),
		);
		const whole = (await get(id)).json[0]!;
		expect(whole).not.toHaveProperty('notes');
		let text = '';
		let pages = 0;
		for (let next: number | undefined = 0; next !== undefined; pages++) {
			const { json } = await get(id, { options: { textFrom: next } }, { asTool: true });
			text += json[0]?.text as string;
			const notes = (json[0]?.notes ?? []) as string[];
			const [, from] = /Start of Text \(textFrom\) (\d+) to read on/.exec(notes.join()) ?? [];
			next = from === undefined ? undefined : Number(from);
			expect((json[0]?.text as string).length).toBeLessThanOrEqual(20_000);
		}
		expect(text).toBe(whole.text);
		expect(pages).toBe(Math.ceil(text.length / 20_000));
		const { json } = await get(id, { options: { textFrom: 150_000 } });
		expect(json).toMatchObject([{ text: '', notes: [expect.stringMatching(/ends at character/)] }]);
	});

	it('says what is longer than can be read', async () => {
		const id = await putOriginal(server, eml({ body: 'long line\r\n'.repeat(30_000) }));
		const { json } = await get(id);
		expect(json).toMatchObject([{ truncated: ['text'], textLength: 200_000 }]);
		expect(json[0]?.notes).toEqual([expect.stringMatching(/output Raw/)]);
	});

	it.each([
		['<gone@x.test>', 'MESSAGE_NOT_FOUND'],
		['1.1.INBOX', 'STALE_HANDLE'],
		['1.1.Nowhere', 'FOLDER_NOT_FOUND'],
		['null', 'MESSAGE_NOT_FOUND'],
		['={{ null }}', 'INVALID_FIELD'],
		['={{ { a: 1 } }}', 'INVALID_FIELD'],
	])('says what is wrong with %s', async (message, code) => {
		const { error } = await get(message);
		expect(error?.message).toContain(`(${code}, phase:`);
	});

	it('says that a message is gone', async () => {
		const [, validity = ''] = (await putOriginal(server, eml())).split('.');
		const { error } = await get(`4000000.${validity}.INBOX`);
		expect(error?.message).toMatch(/no message 4000000 in INBOX any more.*MESSAGE_NOT_FOUND/);
	});

	it('gives out nothing half, where all connections end during a download', async () => {
		const file = part(['Content-Type: a/b; name=a.bin'], 'x'.repeat(600_000));
		await putOriginal(server, eml({ messageId: 'cut@x.test', ...multipart('mixed', 'b', file) }));
		const proxy = await startImapProxy({
			target: server.ports.imap,
			rules: (connection) => endInLiteral(connection === 1 ? 3 : 1, 0.5),
		});
		const credential = credentialFor(server, { imapPort: proxy.port, imapTls: 'none' });
		const options = { downloadAttachments: true, markAsRead: true };
		const { error, outputs } = await get('<cut@x.test>', { options }, { credential });
		expect(error?.message).toMatch(/CONNECTION_LOST/);
		expect(outputs).toEqual([]);
		expect(await flagsOfLast(server)).toEqual([]);
		await closeImapPools();
		await proxy.close();
	});

	it.each([
		['nested HTML', '98 KB of div'],
		['truncated', 'mid base64'],
		['empty', 'CRLF'],
	])('reads what may be a bomb: %s, %s', async (kind, name) => {
		const id = await putOriginal(server, bombs[kind]![name]!());
		const { json, error } = await get(id, { output: 'full' }, { asTool: true });
		expect(error).toBeUndefined();
		expect(json).toMatchObject([{ id }]);
	});

	test.each(fieldsOf(new EnvelopeMailbox().description, 'get'))(
		'takes whatever $path holds, or names the field',
		async (field) => {
			const id = await putOriginal(server, withFile);
			const { json } = await get(id, field.holding('={{ $json.given }}'), hostileValues);
			expectChecked(json, field, /is not the ID of a message/);
		},
	);
});
