import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { simpleParser } from 'mailparser';
import { compose, messageBytes } from '../../../mail/message/compose';
import type { OutgoingMessage } from '../../../mail/message/outgoing';
import { invitation, outgoing } from '../../support/outgoing';

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

const text20 = 'The parcel will be with you within two working days, says Zürich. '.repeat(20);
const image = file({ mimeType: 'image/png', contentId: 'logo' });
const streamed = file({
	content: async () => Readable.from([Buffer.from('%P'), Buffer.from('DF')]),
});
const original = { fileName: 'original.eml', original: Buffer.from('Subject: ü\n\nbody') };

test.each<[string, Partial<OutgoingMessage>]>([
	['text', {}],
	['long text', { text: text20 }],
	['HTML', { text: undefined, html: `<p>${text20}</p>` }],
	['text and HTML', { html: '<p>Hi</p>' }],
	['an inline image', { html: '<img src="cid:logo">', attachments: [image] }],
	['a file', { attachments: [file()] }],
	['a streamed file', { attachments: [streamed, streamed] }],
	['a whole message', { attachments: [original] }],
	['an invitation', { invitation: invitation(), unsubscribe: 'https://x.test/' }],
	[
		'all of these',
		{
			text: text20,
			html: `<p>${text20}</p><img src="cid:logo">`,
			attachments: [image, streamed, original, file()],
			invitation: invitation(),
		},
	],
])('writes %s with the same bytes each time', async (_, changes) => {
	const composed = compose(outgoing(changes), { keepBcc: false });
	const first = await buffer(composed.stream());
	expect((await buffer(composed.stream())).equals(first)).toBe(true);
	expect((await messageBytes(composed)).equals(first)).toBe(true);
});

test('has boundaries that no text can know', async () => {
	const boundaryIn = (message: string) => /boundary="(.*)"/.exec(message)?.[1];
	const message = outgoing({ html: '<p>Hi</p>' });
	const written = () => text(compose(message, { keepBcc: false }).stream());
	expect(boundaryIn(await written())).toMatch(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/);
	expect(boundaryIn(await written())).not.toBe(boundaryIn(await written()));
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

	test.each(['', ' ', '\r\n\t'])('HTML with the text %j gets a text part, too', async (blank) => {
		const message = await raw({ text: blank, html: '<p>rich</p>' });
		expect(message).toContain('multipart/alternative');
		expect((await simpleParser(message)).text?.trim()).toBe('rich');
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
		'List-Unsubscribe',
		'List-Unsubscribe-Post',
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
			['in the name of an original', { attachments: [{ ...original, fileName: evil }] }],
			['in Unsubscribe Link', { unsubscribe: `https://x.test/${control}` }],
			['in an event ID', { invitation: invitation({ eventId: evil }) }],
			['in a content ID', { attachments: [file({ contentId: evil })] }],
		])('%s', (_, changes) => {
			expect(() => compose(outgoing(changes), { keepBcc: true })).toThrow(
				expect.objectContaining({ code: 'INVALID_FIELD', phase: 'compose' }),
			);
		});
	},
);

test('writes where to leave the list', async () => {
	const header = headerOf(await raw({ unsubscribe: `https://x.test/${'a'.repeat(200)}` }));
	expect(header.replaceAll(/\r\n(?=[ \t])/g, '')).toContain(
		`List-Unsubscribe: <https://x.test/${'a'.repeat(200)}>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n`,
	);
	expect(headerOf(await raw({}))).not.toContain('List-');
});
