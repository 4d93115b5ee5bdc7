import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { simpleParser } from 'mailparser';
import { compose } from '../../../mail/message/compose';
import type { OutgoingMessage } from '../../../mail/message/outgoing';
import { outgoing } from '../../support/outgoing';

const address = (name: string, domain = 'example.test') => ({ name, address: `someone@${domain}` });
const raw = (changes: Partial<OutgoingMessage>, keepBcc = false) =>
	text(compose(outgoing(changes), { keepBcc }).stream());
const parsed = async (changes: Partial<OutgoingMessage>) => simpleParser(await raw(changes));
const headerOf = (message: string) => message.slice(0, message.indexOf('\r\n\r\n'));
const file = (changes: object = {}) => ({
	fileName: 'report.pdf',
	mimeType: 'application/pdf',
	content: Buffer.from('%PDF'),
	...changes,
});

test('writes the fields, and each call a new stream of the same message', async () => {
	const message = outgoing({ replyTo: [address('Desk')], cc: [address('Carol')] });
	const composed = compose(message, { keepBcc: false });
	const first = await text(composed.stream());
	expect(await text(composed.stream())).toBe(first);
	expect(headerOf(first).split('\r\n')).toEqual(
		expect.arrayContaining([
			'From: Alice <alice@example.test>',
			'To: bob@example.test',
			'Cc: Carol <someone@example.test>',
			'Reply-To: Desk <someone@example.test>',
			'Subject: Hello',
			`Message-ID: ${message.messageId}`,
			'Date: Fri, 20 Nov 2026 12:00:00 +0000',
		]),
	);
	expect(composed.messageId).toBe(message.messageId);
});

test('leaves nothing behind of the program that wrote it', async () => {
	expect(await raw({ html: '<p>Hi</p>' })).not.toMatch(/x-mailer|nodemailer|n8n/i);
});

test('writes Bcc into a draft only', async () => {
	const bcc = [address('Secret', 'hidden.test')];
	expect(await raw({ bcc })).not.toContain('hidden.test');
	expect(await raw({ bcc }, true)).toContain('\r\nBcc: Secret <someone@hidden.test>\r\n');
});

test('threads an answer', async () => {
	const inReplyTo = { messageId: '<c@x.test>', references: ['<a@x.test>', '<b@x.test>'] };
	const message = await raw({ inReplyTo });
	expect(message).toContain('\r\nIn-Reply-To: <c@x.test>\r\n');
	expect(message).toContain('\r\nReferences: <a@x.test> <b@x.test> <c@x.test>\r\n');
});

test('keeps every language in names, subject and text', async () => {
	const subject = 'Grüße aus 東京 👋 '.repeat(20).trim();
	const { headers, ...read } = await parsed({
		subject,
		text: subject,
		to: [address('Jörg, "der" 東')],
	});
	expect(read.subject).toBe(subject);
	expect(read.text?.trim()).toBe(subject);
	expect(headers.get('to')).toMatchObject({ value: [{ name: 'Jörg, "der" 東' }] });
	expect(await raw({ subject })).toMatch(/^[\x00-\x7f]*$/); // eslint-disable-line no-control-regex
});

test.each([
	['high', '1 (Highest)', 'High'],
	['low', '5 (Lowest)', 'Low'],
] as const)('marks %s priority', async (priority, number, importance) => {
	const header = headerOf(await raw({ priority }));
	expect(header).toContain(`X-Priority: ${number}`);
	expect(header).toContain(`Importance: ${importance}`);
	expect(headerOf(await raw({ priority: 'normal' }))).not.toMatch(/priority|importance/i);
});

describe('bodies', () => {
	test('HTML alone gets a text part', async () => {
		const html = '<h1>Hi</h1><p>See <a href="https://x.test/">this</a></p>';
		const read = await parsed({ text: undefined, html });
		expect(read.html).toBe(html);
		expect(read.text).toContain('See this [https://x.test/]');
		expect(await raw({ text: undefined, html })).toContain('multipart/alternative');
	});

	test('both are kept as they are written', async () => {
		const read = await parsed({ text: 'plain', html: '<p>rich</p>' });
		expect({ text: read.text?.trim(), html: read.html }).toEqual({
			text: 'plain',
			html: '<p>rich</p>',
		});
	});

	test('may be empty', async () => {
		expect(await raw({ text: '' })).toMatch(/text\/plain[^]*\r\n\r\n(\r\n)?$/);
		expect(await raw({ text: undefined })).toContain('text/plain');
		expect((await parsed({ text: undefined, html: '' })).text ?? '').toBe('');
	});

	test.each(['one\rtwo', 'one\ntwo', 'one\r\n\ntwo\r', '\r\r\r'])(
		'%j goes out with whole line ends only',
		async (body) => {
			const message = await raw({ text: body });
			expect(message).not.toMatch(/\r(?!\n)|(?<!\r)\n/);
			expect((await parsed({ text: body })).text?.replaceAll('\r\n', '\n').trimEnd()).toBe(
				body.replace(/\r\n?/g, '\n').trimEnd(),
			);
		},
	);

	test('long lines are folded for the wire and whole again at the reader', async () => {
		const long = 'x'.repeat(5_000);
		const longest = Math.max(...(await raw({ text: long })).split('\r\n').map((l) => l.length));
		expect(longest).toBeLessThanOrEqual(998);
		expect((await parsed({ text: long })).text?.trim()).toBe(long);
	});
});

describe('custom headers', () => {
	const withHeader = (name: string, value: string) => raw({ headers: [{ name, value }] });

	test('are written, in any language', async () => {
		expect(await withHeader('X-Ticket', '4711')).toMatch(/^X-Ticket: 4711\r\n/m);
		expect(await withHeader('X-Place', '東京')).toMatch(/^X-Place: =\?UTF-8\?B\?5p2x5Lqs\?=\r\n/m);
	});

	test.each([
		'From',
		'SENDER',
		'Reply-To',
		'to',
		'Cc',
		'Bcc',
		'Subject',
		'Date',
		'Message-ID',
		'In-Reply-To',
		'References',
		'MIME-Version',
		'Content-Type',
		'Content-Transfer-Encoding',
		'Received',
		'Return-Path',
		'Resent-To',
		'DKIM-Signature',
		'ARC-Seal',
		'Authentication-Results',
	])('%s is refused, it has its own place', (name) => {
		expect(() =>
			compose(outgoing({ headers: [{ name, value: 'x' }] }), { keepBcc: false }),
		).toThrow(
			expect.objectContaining({ code: 'INVALID_FIELD', message: expect.stringContaining(name) }),
		);
	});

	test.each([
		'',
		' ',
		'X Ticket',
		'X-Ticket:',
		'X:Y',
		'Bcc ',
		' Bcc',
		'X-Tïcket',
		'X\r\nBcc',
		'X\0',
	])('%j is refused as a name', (name) => {
		const message = outgoing({ headers: [{ name, value: 'x' }] });
		expect(() => compose(message, { keepBcc: false })).toThrow(
			expect.objectContaining({ code: 'INVALID_FIELD', phase: 'compose' }),
		);
	});
});

describe.each(['\r\nBcc: evil@x.test', '\n', '\r', '\0', '\u0085', '\u2028'])(
	'%j is refused',
	(control) => {
		const evil = `a${control}b`;
		test.each<[string, Partial<OutgoingMessage>]>([
			['in the subject', { subject: evil }],
			['in the name of the sender', { from: { name: evil, address: 'a@x.test' } }],
			['in the name of a recipient', { to: [address(evil)] }],
			['in the name of a hidden recipient', { bcc: [address(evil)] }],
			['in Reply-To', { replyTo: [address(evil)] }],
			['in a header', { headers: [{ name: 'X-Ticket', value: evil }] }],
			['in the Message-ID', { messageId: `<${evil}@x.test>` }],
			['in In-Reply-To', { inReplyTo: { messageId: evil, references: [] } }],
			['in References', { inReplyTo: { messageId: '<a@x.test>', references: [evil] } }],
			['in a file name', { attachments: [file({ fileName: evil })] }],
			['in a content ID', { attachments: [file({ contentId: evil })] }],
		])('%s', (_, changes) => {
			expect(() => compose(outgoing(changes), { keepBcc: true })).toThrow(
				expect.objectContaining({ code: 'INVALID_FIELD', phase: 'compose' }),
			);
		});
	},
);

describe('attachments', () => {
	test.each(['Rechnung für März.pdf', '請求書.pdf', `${'long '.repeat(40)}.pdf`, 'a"b;c=d\\e.pdf'])(
		'keep the file name %s',
		async (fileName) => {
			const { attachments } = await parsed({ attachments: [file({ fileName })] });
			expect(attachments).toMatchObject([{ filename: fileName, contentType: 'application/pdf' }]);
			expect(attachments[0]?.content.toString()).toBe('%PDF');
		},
	);

	test('are inline images where they have a content ID', async () => {
		const html = '<img src="cid:logo">';
		const message = await raw({
			html,
			attachments: [file({ mimeType: 'image/png', contentId: 'logo' })],
		});
		expect(message).toContain('multipart/related');
		expect(message).toContain('\r\nContent-ID: <logo>\r\n');
		expect(message).toContain('\r\nContent-Disposition: inline; filename=report.pdf\r\n');
	});

	test.each([
		'message/rfc822',
		'multipart/mixed',
		'MESSAGE/global',
		'text',
		'',
		'text/html\r\nX-Evil: 1',
		'text/plain; charset="a\r\nX-Evil: 1"',
		'application/pdf; x',
	])('of type %j go as plain bytes', async (mimeType) => {
		const content = Buffer.from('Subject: inner\n\n.\r.\n');
		const message = await raw({ attachments: [file({ mimeType, content })] });
		expect(message).toContain('Content-Type: application/octet-stream');
		expect(message).toContain(content.toString('base64'));
		expect(message).not.toMatch(/X-Evil|\r(?!\n)|(?<!\r)\n/);
	});

	test('are opened when the message is written, anew for each attempt', async () => {
		const open = jest.fn(async () => Readable.from([Buffer.from('%P'), Buffer.from('DF')]));
		const composed = compose(outgoing({ attachments: [file({ content: open })] }), {
			keepBcc: false,
		});
		const unused = composed.stream();
		unused.destroy();
		expect(open).not.toHaveBeenCalled();
		for (const attempt of [1, 2]) {
			expect(await text(composed.stream())).toContain(Buffer.from('%PDF').toString('base64'));
			expect(open).toHaveBeenCalledTimes(attempt);
		}
	});

	test('that cannot be read fail the stream', async () => {
		const content = () => Promise.reject(new Error('the file is gone'));
		await expect(raw({ attachments: [file({ content })] })).rejects.toThrow('the file is gone');
	});
});
