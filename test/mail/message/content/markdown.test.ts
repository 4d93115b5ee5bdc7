import { runInNewContext } from 'node:vm';
import { escapeMarkdown, htmlOfMarkdown } from '../../../../mail/message/content/markdown';
import { textOfHtml } from '../../../../mail/message/htmlText';

const rendered = (markdown: string, allowHtml = false) =>
	htmlOfMarkdown(markdown, { allowHtml }).trim();

test.each([
	['**bold** and *italic*', '<p><strong>bold</strong> and <em>italic</em></p>'],
	['one\ntwo', '<p>one<br>\ntwo</p>'],
	['# Order', '<h1>Order</h1>'],
	['see https://x.test/a', '<p>see <a href="https://x.test/a">https://x.test/a</a></p>'],
	['[shop](https://x.test/?a=1&b=2)', '<p><a href="https://x.test/?a=1&amp;b=2">shop</a></p>'],
	['![logo](cid:logo)', '<p><img src="cid:logo" alt="logo"></p>'],
	['a & b "c"', '<p>a &amp; b &quot;c&quot;</p>'],
	['', ''],
])('renders %j', (markdown, html) => {
	expect(rendered(markdown)).toBe(html);
});

test('renders tables and lists', () => {
	expect(rendered('| a |\n|---|\n| 1 |')).toContain('<td>1</td>');
	expect(rendered('- a\n- b')).toBe('<ul>\n<li>a</li>\n<li>b</li>\n</ul>');
});

test.each(['<script>alert(1)</script>', '<b onclick="x()">b</b>', '<!-- c -->', '<div>\n\n</div>'])(
	'shows the HTML %j as text unless it is allowed',
	(html) => {
		expect(rendered(html)).not.toMatch(/<(?!\/?p>|br>)/);
		expect(rendered(html, true)).toContain(html.split('\n')[0]);
	},
);

test.each([
	'javascript:alert(1)',
	'JaVaScRiPt:alert(1)',
	'java&#115;cript:alert(1)',
	'vbscript:x',
	'file:///etc/passwd',
	'data:text/html,x',
])('makes no link to %s', (url) => {
	for (const markdown of [`[a](${url})`, `![a](${url})`, `<${url}>`, `[a][b]\n\n[b]: ${url}`]) {
		expect(rendered(markdown)).not.toMatch(/<a |<img /);
	}
});

test('keeps an attribute inside its quotes', () => {
	const html = rendered('[a](https://x.test/"onclick="b "t\\"onclick=\\"c")');
	expect(html.match(/"[^"]*"/g)).toHaveLength(2);
	expect(html).not.toMatch(/\sonclick=/);
});

test('refuses more than the longest that is rendered in time', () => {
	expect(() => rendered('a'.repeat(200_001))).toThrow(
		expect.objectContaining({ code: 'CONTENT_TOO_LARGE', phase: 'compose' }),
	);
});

test.each([
	'[',
	'*',
	'`',
	'![](',
	'[a](',
	'[a](<b',
	'_*',
	'**a *a ',
	'> ',
	'- ',
	'<',
	'&#',
	'|',
	'<!-- ',
	'<![CDATA[',
	'http://a.b/',
	'a@',
	'\\',
	'\t',
	'a\n',
	'[a]: b "\n',
])('renders 200 KB of %j', (piece) => {
	const markdown = piece.repeat(200_000 / piece.length);
	// Ends what hangs; a busy machine needs seconds.
	const timeout = 60_000;
	runInNewContext(
		'rendered(markdown); rendered(markdown, true)',
		{ rendered, markdown },
		{ timeout },
	);
});

test('renders growing runs of backticks, indents and quotes', () => {
	const timeout = 60_000;
	for (const line of [(n: number) => 'e' + '`'.repeat(n), (n: number) => ' '.repeat(n) + '- a\n']) {
		const markdown = Array.from({ length: 600 }, (_, n) => line(n)).join('');
		runInNewContext('rendered(markdown)', { rendered, markdown }, { timeout });
	}
	expect(rendered('>'.repeat(5_000) + ' a').match(/<blockquote>/g)!.length).toBeLessThanOrEqual(
		100,
	);
});

describe('escaped', () => {
	const values = [
		'**bold** _it_ ~~no~~ `code`',
		'# heading',
		'- item',
		'1. item',
		'1) item',
		'> quote',
		'---',
		'===',
		'    code',
		'\tcode',
		'[a](https://evil.test)',
		'![a](https://evil.test)',
		'[a]: https://evil.test',
		'https://evil.test',
		'www.evil.test',
		'evil@evil.test',
		'<https://evil.test>',
		'<b>',
		'<script>alert(1)</script>',
		'&lt;b&gt; &#42;',
		'| a | b |\n|---|---|',
		'a\\*b\\',
		'"><img src=x onerror=alert(1)>',
		"' onmouseover='alert(1)",
		'--><b>',
		'```\ncode\n```',
		'a\n\n# b\n\n- c\n\n    d',
		'x  \ny',
		'line\r\n===',
		'http\u2028://x',
	];
	const shown = (html: string) => textOfHtml(html).replace(/\s+/g, ' ').trim();
	const readable = (value: string) => value.replace(/\s+/g, ' ').trim();

	test.each(values)('%j shows as it is in a paragraph', (value) => {
		const html = rendered(`Dear ${escapeMarkdown(value)}, hello`);
		expect(html).not.toMatch(/<(?!\/?p>|br>)/);
		expect(shown(html)).toBe(`Dear ${readable(value)}, hello`);
	});

	test.each(values)('%j shows as it is at the beginning of a line', (value) => {
		for (const allowHtml of [false, true]) {
			const html = rendered(`above\n\n${escapeMarkdown(value)}\n\nbelow`, allowHtml);
			expect(html).not.toMatch(/<(?!\/?p>|br>)/);
			expect(shown(html)).toBe(`above ${readable(value)} below`);
		}
	});

	test.each(values)('%j stays in the HTML that is allowed around it', (value) => {
		const escaped = escapeMarkdown(value);
		const html = rendered(`<div title="${escaped}">\n${escaped}\n</div>`, true);
		expect(html.match(/<[^>]*>/g)).toEqual([
			expect.stringMatching(/^<div title="[^"]*">$/),
			'</div>',
		]);
	});

	test.each(values)('%j leaves heading, list, quote and table as they are', (value) => {
		const escaped = escapeMarkdown(value);
		const html = rendered(
			`# ${escaped}\n\n- ${escaped}\n\n> ${escaped}\n\n| ${escaped} |\n|---|\n| x |`,
		);
		expect(html.replace(/<br>/g, '').match(/<\w+/g)).toEqual([
			'<h1',
			'<ul',
			'<li',
			'<blockquote',
			'<p',
			'<table',
			'<thead',
			'<tr',
			'<th',
			'<tbody',
			'<tr',
			'<td',
		]);
	});

	test.each([
		['https://x.test/a_b?c=d&e=f', 'https://x.test/a_b?c=d&amp;e=f'],
		['javascript:alert(1)', undefined],
		['java\nscript:alert(1)', 'java%E2%80%A8script:alert(1)'],
	])('as the address of a link, %j is checked', (value, href) => {
		const link = /href="([^"]*)"/.exec(rendered(`[a](${escapeMarkdown(value)})`));
		expect(link?.[1]).toBe(href);
	});

	test('a number with hyphens leaves the link whole that it is part of', () => {
		const url = `https://x.test/o/${escapeMarkdown('AB-1_2')}`;
		expect(rendered(url)).toBe(`<p><a href="${url}">${url}</a></p>`);
	});

	test('line breaks stay', () => {
		expect(rendered(`Address: ${escapeMarkdown(' Street 1\r\nCity\n')}.`)).toBe(
			'<p>Address: Street 1<br>\nCity.</p>',
		);
	});
});
