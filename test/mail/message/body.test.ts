import { parseMessage } from '../../../mail/message/parse';

/** Reads a message with these header lines and this body. */
const read = (headers: string[], body: string) =>
	parseMessage(Buffer.from([...headers, '', body].join('\r\n')));

const mixed = ['Content-Type: multipart/mixed; boundary=b'];
const rich = '--b\r\nContent-Type: text/html\r\n\r\n<p>rich</p>\r\n';
const plain = (text: string) => `--b\r\nContent-Type: text/plain\r\n\r\n${text}\r\n`;

test.each([
	['HTML with the footer of a list', `${rich}${plain('left & right')}--b--`, 'rich\nleft & right'],
	['text, HTML and text', `${plain('one')}${rich}${plain('two')}--b--`, 'one\nrich\ntwo'],
	['texts alone', `${plain('one')}${plain('two')}--b--`, 'one\ntwo'],
	[
		'spaces behind a boundary',
		`${plain('one').replace('--b', '--b  ')}${plain('two')}--b-- `,
		'one\ntwo',
	],
	[
		'alternatives that never end before a footer',
		'--b\r\nContent-Type: multipart/alternative; boundary=c\r\n\r\n' +
			`${plain('one').replace('--b', '--c')}${rich.replace('--b', '--c')}${plain('two')}--b--`,
		'one\ntwo',
	],
])('%s are read in order', async (_what, body, expected) => {
	const { text, html } = await read(mixed, body);
	expect(text).toBe(expected);
	if (body.includes('html')) expect(html).toContain('<p>rich</p>');
	else expect(html).toBeNull();
	if (body.includes('&')) expect(html).toBe('<p>rich</p><br>\nleft &amp; right');
});

test('a text with a name behind the first is a file', async () => {
	const file = plain('file').replace('text/plain', 'text/plain; name=a.txt');
	expect((await read(mixed, `${plain('text')}${file}--b--`)).text).toBe('text');
});

test('HTML behind an image of 1 MB that is written into it is text all the same', async () => {
	const image = `<img src="data:image/png;base64,${'A'.repeat(1_000_000)}">`;
	const { text, truncated } = await read(
		['Content-Type: text/html'],
		`<p>One</p>${image}<p>Two</p>`,
	);
	expect({ text, truncated }).toEqual({ text: 'One\n\nTwo', truncated: ['html'] });
});
