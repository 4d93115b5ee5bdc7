import type { INodeParameters, INodeExecutionData } from 'n8n-workflow';
import { simpleParser } from 'mailparser';
import { alice, bob } from '../support/account';
import { type Attacked, startAttacked } from '../support/attacked';
import { eml } from '../support/eml';
import { putOriginals } from '../support/original';
import { describeServers } from '../support/servers';
import { expectWholeLines } from '../support/wire';

const commands = 'MAIL FROM:<evil@evil.test>\r\nRCPT TO:<evil@evil.test>\r\nDATA\r\nevil\r\n.\r\n';

/** What some server or other takes for the end of a message. */
const ends = ['\n.\n', '\r.\r', '\r\n.\r\n', '\n.\r\n', '\r\n.\n', '\r\n.\r', '\r.\r\n', '\n.\r'];

/** Bodies by what is hostile in them. */
const bodies: Record<string, string> = {
	...Object.fromEntries(ends.map((end) => [JSON.stringify(end), `before${end}${commands}`])),
	'a dot at the very beginning': `.\r\n${commands}`,
	'a dot at the very end': 'before\r\n.',
	'a CR at the very end': 'before\r',
	NUL: `before\0\r\n.\0\r\n.\r\n${commands}`,
	'U+0085 and U+2028 for line breaks': `before\u0085.\u0085\u2028.\u2028${commands}`,
	'long lines': `${'.'.repeat(3_000)}\n.\n${'x'.repeat(3_000)}\r\n.\r\n${'ü'.repeat(3_000)}`,
	// 3 bytes, of which the borders at 64 KB, 128 KB and 192 KB hit each another one.
	'a dot at each border of chunks': '.\r\n'.repeat(100_000),
	'a line feed at each border of chunks': '.\n'.repeat(100_000),
	'a CR and a line feed apart at each border of chunks': '\r.\n'.repeat(100_000),
};

type Message = [parameters: INodeParameters, item?: INodeExecutionData];

const given = '={{ $json.given }}';

/** The places of a message in which a body can stand. */
const places: Record<string, (body: string) => Message> = {
	text: (body) => [{ text: given }, { json: { given: body } }],
	HTML: (body) => [{ bodyFormat: 'html', html: given }, { json: { given: body } }],
	Markdown: (body) => [
		{ bodyFormat: 'markdown', markdown: given },
		{ json: { given: body.slice(0, 100_000) } },
	],
	'the value of a placeholder': (body) => [
		{ text: 'x {{given}}', options: { fillPlaceholders: true } },
		{ json: { given: body } },
	],
	'the signature': (body) => [
		{ options: { signatureText: given, signatureHtml: given } },
		{ json: { given: body } },
	],
	'an invitation': (body) => [
		{
			options: {
				invitation: {
					event: { start: '2026-12-01T10:00', title: given, location: given, description: given },
				},
			},
		},
		{ json: { given: body.slice(0, 10_000) } },
	],
	'the question': (body) => [
		{ operation: 'sendAndWait', message: given, responseType: 'freeText' },
		{ json: { given: body.slice(0, 90_000) } },
	],
	'a file': (body) => [
		{ options: { attachments: 'data' } },
		{ json: {}, binary: { data: file(body, 'a.txt', 'text/plain') } },
	],
};

const operations: Record<string, INodeParameters> = {
	'a quoted original': { operation: 'reply' },
	'a quoted original of all': { operation: 'replyAll' },
	'a forwarded original': { operation: 'forward', forwardAs: 'inline' },
	'an attached original': { operation: 'forward', forwardAs: 'attachment' },
	'a redirected original': { operation: 'redirect' },
};

describeServers('One message stays one message', (start) => {
	let attacked: Attacked;
	beforeAll(async () => {
		attacked = await startAttacked(start);
	});
	afterAll(() => attacked?.close());

	/** What was sent, as the server reads it. */
	async function sent(parameters: INodeParameters, item?: INodeExecutionData): Promise<Buffer> {
		const { sink, send } = attacked;
		const before = sink.messages().length;
		const json = await send(parameters, item && [item]);
		expect(json).toMatchObject([{ status: 'delivered' }]);
		const [message, ...others] = sink.messages().slice(before);
		expect(others).toHaveLength(0);
		expect(message?.rcpt).toEqual([`TO:<${bob}>`]);
		return unstuffed(message?.data ?? Buffer.alloc(0));
	}

	describe.each(Object.entries(bodies))('with %s', (what, body) => {
		test.each(Object.entries(places))('in %s', async (_place, messageWith) => {
			await sent(...messageWith(body));
		});

		test('in an original, however it is sent on', async () => {
			// Dovecot takes no NUL over IMAP (RFC 3501 §9: it is in no CHAR8).
			const content = attacked.server.kind === 'real' ? body.replaceAll('\0', ' ') : body;
			const type = 'Content-Type: text/plain; charset=utf-8';
			const raw = Buffer.from(eml({ subject: what, headers: [type], body: content }));
			const [id = ''] = await putOriginals(attacked.server, [raw]);
			for (const parameters of Object.values(operations)) {
				await sent({ ...parameters, message: id, bodyFormat: 'both', html: '<p>Yes</p>' });
			}
		});
	});

	test('so that every SMTP command was ours', () => {
		expect(attacked.sink.commands().filter((line) => line.includes('evil'))).toEqual([]);
		const count = (name: string) =>
			attacked.sink.commands().filter((line) => line.startsWith(name)).length;
		const { length } = attacked.sink.messages();
		expect([count('MAIL'), count('RCPT'), count('DATA')]).toEqual([length, length, length]);
	});

	test('a text comes out as it went in', async () => {
		const text = '.\r\n..\r\n...\r\n.x\r\n\r\n.\r\n';
		const { text: read } = await simpleParser(
			await sent({ text: given }, { json: { given: text } }),
		);
		expect(read).toBe(text.replaceAll('\r\n', '\n'));
	});

	test('and so does a redirected message', async () => {
		const raw = eml({ body: '.\r\n'.repeat(100_000) });
		const [id = ''] = await putOriginals(attacked.server, [raw]);
		const bytes = await sent({ operation: 'redirect', message: id });
		expect(bytes.toString().replace(/^(Resent-.*\r\n)+/, '')).toBe(raw);
	});

	describe.each(['\r', '\n', '\r\n', '\0', '\u0085', '\u2028'])('%j', (control) => {
		const name = `a${control}Content-Type: text/evil${control}${control}.${control}b`;

		test.each<[string, (evil: string) => ReturnType<typeof file>]>([
			['the name of a file', (evil) => file('x', evil, 'text/plain')],
			['its extension', (evil) => ({ ...file('x', '', 'text/plain'), fileExtension: evil })],
		])('in %s is refused', async (_, make) => {
			const before = attacked.sink.messages().length;
			const binary = { data: { ...make(name), fileName: make(name).fileName || undefined } };
			const options = { attachments: 'data' };
			const json = await attacked.send({ options }, [{ json: {}, binary }]);
			expect(json).toMatchObject([
				{ error: { message: expect.stringMatching(/^The file name of an attachment has/) } },
			]);
			expect(attacked.sink.messages()).toHaveLength(before);
		});

		test('in the type of a file is not sent', async () => {
			const binary = { data: file('x', 'a.txt', `text/plain${control}X-Evil: y`) };
			const bytes = await sent({ options: { attachments: '*' } }, { json: {}, binary });
			expect(bytes.toString()).toContain('Content-Type: application/octet-stream; name=a.txt');
			expect(bytes.toString()).not.toContain('Evil');
		});
	});

	test('the mailbox has it as it was sent', async () => {
		for (const body of Object.values(bodies)) {
			const json = await attacked.draft({ text: given }, [{ json: { given: body } }]);
			expect(json).toMatchObject([{ success: true }]);
		}
		const drafts = await attacked.server.messages(alice, 'Drafts');
		expect(drafts).toHaveLength(Object.keys(bodies).length);
		for (const { raw } of drafts) expectWholeLines(raw.toString('latin1'));
	});
});

/** RFC 5321 §4.5.2: each line that begins with a dot has one more in front. */
function unstuffed(data: Buffer): Buffer {
	const text = data.toString('latin1');
	expectWholeLines(`${text}\r\n`);
	expect(/(^|\r\n)\.(?!\.)/.exec(text)?.index).toBeUndefined();
	return Buffer.from(`${text.replace(/^\.\./gm, '.')}\r\n`, 'latin1');
}

function file(content: string, fileName: string, mimeType: string) {
	return { data: Buffer.from(content).toString('base64'), fileName, mimeType };
}
