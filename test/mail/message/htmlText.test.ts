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

test('reads no more than its bound', () => {
	expect(textOfHtml('x'.repeat(MAX_HTML_LENGTH * 2)).length).toBeLessThanOrEqual(
		MAX_HTML_LENGTH + 1,
	);
});
