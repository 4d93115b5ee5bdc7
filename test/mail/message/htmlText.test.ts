import { textOfHtml } from '../../../mail/message/htmlText';
import { MAX_HTML_LENGTH } from '../../../mail/message/limits';

test.each([
	['paragraphs', '<p>One</p><p>Two</p>', 'One\n\nTwo'],
	['line breaks', 'One<br>Two', 'One\nTwo'],
	[
		'the target of a link',
		'<a href="https://example.com/x">here</a>',
		'here [https://example.com/x]',
	],
	[
		'a link once where its text is its target',
		'<a href="https://example.com">https://example.com</a>',
		'https://example.com',
	],
	['headings in their own case', '<h1>Hello World</h1>', 'Hello World'],
	['lists', '<ul><li>One</li><li>Two</li></ul>', ' * One\n * Two'],
	['entities', '&lt;b&gt; &amp; &euro;', '<b> & €'],
	['long lines unbroken', `<p>${'word '.repeat(50)}</p>`, 'word '.repeat(50).trim()],
])('keeps %s', (_, html, text) => {
	expect(textOfHtml(html)).toBe(text);
});

test('leaves out images, styles and scripts', () => {
	const html = '<style>p{}</style><script>evil()</script><img src="cid:logo" alt="Logo"><p>Hi</p>';
	expect(textOfHtml(html)).toBe('Hi');
});

test('survives 98 KB of nested elements, whose end is cut', () => {
	const depth = 98_000 / '<div>'.length;
	expect(textOfHtml(`before${'<div>'.repeat(depth)}deep`)).toMatch(/^before/);
});

test('survives 98 KB of siblings and unclosed tags', () => {
	expect(textOfHtml('<p>x'.repeat(98_000 / 4))).toMatch(/^x/);
	expect(textOfHtml('<a href="'.repeat(98_000 / 9))).toEqual(expect.any(String));
});

test.each([
	['an image in double quotes', (data: string) => `<img src="data:image/png;base64,${data}">`],
	['an image in single quotes', (data: string) => `<img SRC = 'data:image/png;base64,${data}'>`],
	['an image without quotes', (data: string) => `<img src=data:image/png;base64,${data}>`],
	['a comment', (data: string) => `<!-- ${data} -->`],
	['what one program alone reads', (data: string) => `<!--[if mso]>${data}<![endif]-->`],
])('reads on behind %s that is longer than its bound', (_, long) => {
	const html = `<p>One</p>${long('A'.repeat(MAX_HTML_LENGTH))}<p>Two</p>`;
	expect(textOfHtml(html)).toBe('One\n\nTwo');
});

test('takes no words for a comment in HTML that is too long', () => {
	const words = '<!--[if !mso]><!--><p>One</p><!--<![endif]--><p>Two src="data:x</p>';
	const html = `${words}<!-- ${'A'.repeat(MAX_HTML_LENGTH)} --><p>"Three"</p>`;
	expect(textOfHtml(html)).toBe('One\n\nTwo src="data:x\n\n"Three"');
});

test.each(['<!--', '<!--[', ' src="data:', " src='data:", ' src=data:', ' src  =  '])(
	'survives ten million characters of %j',
	(piece) => {
		const html = `<p>before</p>${piece.repeat(10_000_000 / piece.length)}`;
		expect(textOfHtml(html)).toMatch(/^before/);
	},
);

test('says where it was cut', () => {
	const long = 'x'.repeat(MAX_HTML_LENGTH);
	expect(textOfHtml(`${long}y`)).toBe(`${long}…`);
	expect(textOfHtml(long)).toBe(long);
});

test('reads no more than its bound', () => {
	expect(textOfHtml('x'.repeat(MAX_HTML_LENGTH * 2)).length).toBeLessThanOrEqual(
		MAX_HTML_LENGTH + 1,
	);
});
