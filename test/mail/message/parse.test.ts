import { encode } from 'iconv-lite';
import {
	MAX_ADDRESSES,
	MAX_HTML_LENGTH,
	MAX_REFERENCES,
	MAX_SUBJECT_LENGTH,
	MAX_TEXT_LENGTH,
} from '../../../mail/message/limits';
import { isoDate, parseMessage, snippetOf } from '../../../mail/message/parse';

const bytes = (...pieces: (string | Buffer)[]) =>
	Buffer.concat(pieces.map((piece) => (typeof piece === 'string' ? Buffer.from(piece) : piece)));

/** Reads a message with these header lines and this body. */
const read = (headers: string[], body: string | Buffer = 'Hi\r\n') =>
	parseMessage(bytes(headers.join('\r\n'), '\r\n\r\n', body));

describe('text in any charset', () => {
	test.each([
		['latin1', 'Grüße, café', 'latin1'],
		['windows-1252', '“5 €” – naïve', 'windows-1252'],
		['utf-8', 'Grüße 日本語 🎉', 'utf-8'],
		['koi8-r', 'Привет, мир', 'koi8-r'],
		['shift_jis', 'こんにちは', 'shift_jis'],
		['"UTF-8"', 'Grüße', 'utf-8'],
	])('%s', async (charset, text, encoding) => {
		const { text: got } = await read(
			[`Content-Type: text/plain; charset=${charset}`, 'Content-Transfer-Encoding: 8bit'],
			encode(text, encoding),
		);
		expect(got).toBe(text);
	});

	test('iso-2022-jp', async () => {
		const japanese = '\u001b$B$3$s$K$A$O\u001b(B';
		const { text } = await read(['Content-Type: text/plain; charset=iso-2022-jp'], japanese);
		expect(text).toBe('こんにちは');
	});

	test.each([
		['utf-8 that is latin1', 'utf-8', 'latin1'],
		['us-ascii that is latin1', 'us-ascii', 'latin1'],
		['a charset nobody knows', 'x-unknown-8bit', 'latin1'],
		['an empty charset', '""', 'utf-8'],
	])('%s keeps what can be read', async (_what, charset, encoding) => {
		const { text, parseError } = await read(
			[`Content-Type: text/plain; charset=${charset}`],
			encode('caf\u00e9 au lait', encoding),
		);
		expect(text).toMatch(/^caf.{1,2} au lait$/);
		expect(parseError).toBeUndefined();
	});
});

describe('header', () => {
	test.each([
		['B', '=?utf-8?B?R3LDvMOfZQ==?=', 'Grüße'],
		['Q', '=?iso-8859-1?Q?caf=E9_au_lait?=', 'café au lait'],
		['two that belong together', '=?utf-8?Q?a?=\r\n =?utf-8?Q?b?=', 'ab'],
		['a character split over two', '=?utf-8?B?8J+O?= =?utf-8?B?iQ==?=', '🎉'],
		['raw utf-8', 'Grüße', 'Grüße'],
		['folding', 'one\r\n two\r\n\tthree', 'one two three'],
		['a line break inside an encoded word', '=?utf-8?Q?a=0D=0ABcc:_evil@x.test?=', /^a Bcc:/],
		['a broken encoded word', '=?utf-8?B?', '=?utf-8?B?'],
	])('subject with %s', async (_what, raw, expected) => {
		const { subject } = await read([`Subject: ${raw}`]);
		if (typeof expected === 'string') expect(subject).toBe(expected);
		else expect(subject).toMatch(expected);
	});

	test.each([
		['latin1', 'Grüße', 'latin1', ''],
		['koi8-r, as the message says', 'Привет', 'koi8-r', '; charset=koi8-r'],
		['latin1 in a message of utf-8', 'Grüße', 'latin1', '; charset=utf-8'],
		['latin1 in an encoded word', '=?iso-8859-1?Q?Grüße?=', 'latin1', ''],
	])('subject in raw %s', async (_what, raw, encoding, charset) => {
		const subject = encode(`Subject: ${raw}`, encoding);
		const rest = `\r\nContent-Type: text/plain${charset}\r\n\r\nx`;
		const message = await parseMessage(bytes(subject, rest));
		expect(message.subject).toBe(raw.replace(/=\?.*Q\?|\?=/g, ''));
	});

	test('addresses', async () => {
		const { from, to, cc, replyTo, bcc } = await read([
			'From: =?utf-8?Q?Bj=C3=B6rn?= <bjorn@example.test>',
			'To: "Doe, Jane" <jane@example.test>,\r\n plain@example.test',
			'Cc: Team: a@example.test, "B" <b@example.test>;, last@example.test',
			'Reply-To: undisclosed-recipients:;',
			'Bcc: not an address',
		]);
		expect(from).toEqual([{ name: 'Björn', address: 'bjorn@example.test' }]);
		expect(to).toEqual([
			{ name: 'Doe, Jane', address: 'jane@example.test' },
			{ name: '', address: 'plain@example.test' },
		]);
		expect(cc.map(({ address }) => address)).toEqual([
			'a@example.test',
			'b@example.test',
			'last@example.test',
		]);
		expect(replyTo).toEqual([]);
		expect(bcc).toEqual([{ name: 'not an address', address: '' }]);
	});

	test('To that comes twice', async () => {
		const { to } = await read(['To: a@example.test', 'To: b@example.test']);
		expect(to.map(({ address }) => address)).toEqual(['a@example.test', 'b@example.test']);
	});

	test('ids and date', async () => {
		const message = await read([
			'Message-ID: <a@x.test>',
			'In-Reply-To: <b@x.test>',
			'References: <c@x.test>\r\n <b@x.test>',
			'Date: Fri, 20 Nov 2026 11:00:00 +0100 (CET)',
		]);
		expect(message).toMatchObject({
			messageId: '<a@x.test>',
			inReplyTo: '<b@x.test>',
			references: ['<c@x.test>', '<b@x.test>'],
			date: '2026-11-20T10:00:00.000Z',
		});
	});

	test.each([
		['<a@x.test> (by hand)', '<a@x.test>'],
		['Your mail of Monday <a@x.test>', '<a@x.test>'],
		['a@x.test', '<a@x.test>'],
		['<a@localhost>', '<a@localhost>'],
		['<two words@x.test>', '<two words@x.test>'],
	])('the ID in %j', async (raw, id) => {
		const { messageId, inReplyTo } = await read([`Message-ID: ${raw}`, `In-Reply-To: ${raw}`]);
		expect({ messageId, inReplyTo }).toEqual({ messageId: id, inReplyTo: id });
	});

	test('the first and the last of too many references', async () => {
		const ids = Array.from({ length: 200 }, (_, index) => `<${index}@x.test>`);
		const { references } = await read([`References: ${ids.join('\r\n ')}`]);
		expect(references).toEqual(['<0@x.test>', ...ids.slice(-99)]);
	});

	test.each(['yesterday', '', 'Fri, 99 Nov 2026 10:00:00 +0000'])(
		'no date is made up for %j',
		async (date) => {
			expect((await read([`Date: ${date}`])).date).toBeNull();
		},
	);
});

describe('body', () => {
	test('HTML alone is given as text too', async () => {
		const html = '<h1>Hello</h1><p>See <a href="https://x.test/a">this</a></p><script>1</script>';
		const message = await read(['Content-Type: text/html'], html);
		expect(message.html?.trim()).toBe(html);
		expect(message.text).toMatch(/^Hello\s+See this \[https:\/\/x\.test\/a\]$/);
	});

	test('alternatives keep each its own', async () => {
		const { text, html } = await read(
			['Content-Type: multipart/alternative; boundary=b'],
			'--b\r\n\r\nplain\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>rich</p>\r\n--b--\r\n',
		);
		expect({ text: text.trim(), html: html?.trim() }).toEqual({
			text: 'plain',
			html: '<p>rich</p>',
		});
	});

	test.each([
		['quoted-printable', 'Gr=C3=BC=C3=9Fe=\r\n!'],
		['base64', Buffer.from('Grüße!').toString('base64')],
		['BASE64', `${Buffer.from('Grüße!').toString('base64')}\r\n`],
	])('%s is decoded', async (encoding, body) => {
		const type = 'Content-Type: text/plain; charset=utf-8';
		const { text } = await read([type, `Content-Transfer-Encoding: ${encoding}`], body);
		expect(text.trim()).toBe('Grüße!');
	});

	test.each([
		['is missing its boundary', 'multipart/mixed', '--b\r\n\r\nx\r\n'],
		['never ends', 'multipart/mixed; boundary=b', '--b\r\n\r\nthe text\r\n'],
		['has an encoding nobody knows', 'text/plain', 'the text'],
	])('is read where it %s', async (_what, type, body) => {
		const message = await read([`Content-Type: ${type}`, 'Content-Transfer-Encoding: x-own'], body);
		expect(message.parseError).toBeUndefined();
	});
});

describe('what is hardly a message', () => {
	test.each([
		['nothing at all', Buffer.alloc(0)],
		['a body without a header', Buffer.from('\r\n\r\nonly this\r\n')],
		['a header without a body', Buffer.from('Subject: x')],
		['lines that are no header', Buffer.from('GET / HTTP/1.1\r\nnonsense\r\n\r\nbody')],
		['zero bytes', Buffer.alloc(100_000)],
		['binary garbage', Buffer.from(Array.from({ length: 50_000 }, (_, i) => (i * 7919) % 256))],
		['bare line feeds', Buffer.from('Subject: x\nTo: a@x.test\n\nbody\n')],
	])('%s is given with empty fields', async (_what, source) => {
		const message = await parseMessage(source);
		expect(message).toMatchObject({ html: null, truncated: [], cc: [], references: [] });
		expect(typeof message.text).toBe('string');
		expect(message.parseError).toBeUndefined();
	});
});

describe('what is far too large is cut, and said to be', () => {
	const many = (count: number, one: (index: number) => string) =>
		Array.from({ length: count }, (_, index) => one(index));

	test.each([
		['a subject of 1 MB', [`Subject: ${'x'.repeat(1_000_000)}`], '', ['subject']],
		['a text of 5 MB', [], 'word \r\n'.repeat(700_000), ['text']],
		[
			'HTML of 5 MB',
			['Content-Type: text/html'],
			'<p>word</p>\r\n'.repeat(400_000),
			['html', 'text'],
		],
		['98 KB of nested div', ['Content-Type: text/html'], '<div>'.repeat(20_000) + 'x', ['text']],
		[
			'1 MB of nested div',
			['Content-Type: text/html'],
			'<div>'.repeat(200_000) + 'x',
			['html', 'text'],
		],
		[
			'20,000 recipients',
			[`To: ${many(20_000, (i) => `Name ${i} <r${i}@example.test>`).join(',\r\n ')}`],
			'',
			['to'],
		],
		['a Message-ID of 1 MB', [`Message-ID: <${'x'.repeat(1_000_000)}@x.test>`], '', ['messageId']],
		['a name of 1 MB', [`From: "${'x'.repeat(1_000_000)}" <a@x.test>`], '', ['from']],
		[
			'20,000 references',
			[`References: ${many(20_000, (i) => `<${i}@x>`).join('\r\n ')}`],
			'',
			['references'],
		],
		['50,000 header lines', many(50_000, (i) => `X-Line-${i}: value`), '', []],
		[
			'20,000 pieces of a file name',
			[`Content-Type: text/plain;${many(20_000, (i) => `\r\n name*${i}=a`).join(';')}`],
			'',
			[],
		],
	])('%s', async (_what, headers, body, truncated) => {
		const message = await read(['X-First: x', ...headers], body);
		expect(message.truncated.toSorted()).toEqual(truncated.toSorted());
		expect(message.parseError).toBeUndefined();
		expect(message.subject.length).toBeLessThanOrEqual(MAX_SUBJECT_LENGTH);
		expect(message.text.length).toBeLessThanOrEqual(MAX_TEXT_LENGTH);
		expect(message.html?.length ?? 0).toBeLessThanOrEqual(MAX_HTML_LENGTH);
		expect(message.to.length).toBeLessThanOrEqual(MAX_ADDRESSES);
		expect(message.references.length).toBeLessThanOrEqual(MAX_REFERENCES);
		expect(JSON.stringify(message).length).toBeLessThan(1_000_000);
	});

	test('a header larger than any parser takes hides neither a field behind it nor the text', async () => {
		const flood = many(200_000, (i) => `X-Line-${i}: ${'x'.repeat(40)}`);
		const message = await read([...flood, 'Subject: here']);
		expect(message).toMatchObject({ subject: 'here', text: 'Hi\n', truncated: [] });
	});

	test('1,000 nested multiparts', async () => {
		const open = (i: number) => `Content-Type: multipart/mixed; boundary=b${i}\r\n\r\n--b${i}\r\n`;
		const message = await parseMessage(Buffer.from(many(1_000, open).join('') + '\r\ntext\r\n'));
		expect(JSON.stringify(message).length).toBeLessThan(1_000_000);
	});
});

test('a date that is none is null', () => {
	expect([undefined, 'never', new Date(NaN)].map(isoDate)).toEqual([null, null, null]);
	expect(isoDate('2026-11-20 10:00Z')).toBe('2026-11-20T10:00:00.000Z');
});

test('a snippet is the beginning in one line', () => {
	expect(snippetOf('  One\r\n\t two  ')).toBe('One two');
	expect(snippetOf('word '.repeat(100_000)).length).toBeLessThanOrEqual(200);
});
