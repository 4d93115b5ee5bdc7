import { cleanHtml } from '../../../../mail/message/answer/cleanHtml';

const none = new Map<string, string>();
const clean = (html: string, contentIds: ReadonlyMap<string, string> = none) =>
	cleanHtml(html, contentIds).html;

/** How deep elements stand in each other, and whether each is closed where it should be. */
function nesting(html: string): number {
	const open: string[] = [];
	let deepest = 0;
	for (const [, end, name = ''] of html.matchAll(/<(\/?)([a-z0-9]+)[^>]*>/g)) {
		if (['br', 'col', 'hr', 'img', 'wbr'].includes(name)) continue;
		if (end) expect(open.pop()).toBe(name);
		else open.push(name);
		deepest = Math.max(deepest, open.length);
	}
	expect(open).toEqual([]);
	return deepest;
}

describe('HTML of a stranger', () => {
	it('keeps its text, form and links', () => {
		const html =
			'<p style="color: red; font-family: &quot;A&quot;">Hi <b>Bob</b> &amp; co&nbsp;<a href="https://x.test/?a=1&amp;b=2">x</a><br>' +
			'<img src="https://x.test/a.png" alt="A" width="10"></p><table><tbody><tr><td colspan="2">1</td></tr></tbody></table>';
		expect(clean(html)).toBe(html.replace('&nbsp;', '\u00a0'));
	});

	it('gives up its frame: of a document the body alone', () => {
		const html =
			'<!DOCTYPE html><html><head><title>T</title><meta charset="x"><base href="https://evil.test/"><link rel="stylesheet" href="https://evil.test/"><style>p{display:none}</style></head><body onload="x()" bgcolor="red"><p>Hi</p><!-- comment --><!--[if mso]><p>Outlook</p><![endif]--></body></html>';
		expect(clean(html)).toBe('<p>Hi</p>');
	});

	it('keeps the content of a head that was never closed', () => {
		expect(clean('<html><head><title>T</title><div>Hi</div>')).toBe('<div>Hi</div>');
	});

	it.each([
		['<script>alert(1)</script>a', 'a'],
		['<scr<script>ipt>alert(1)</script>a', 'ipt&gt;alert(1)a'],
		['<SCRIPT SRC=//x.test></SCRIPT>a', 'a'],
		['<style>*{}</style>a', 'a'],
		['<iframe src="https://x.test"><p>b</p></iframe>a', 'a'],
		['<object data="x"><embed src="x">b</object>a', 'a'],
		[
			'<form action="https://x.test"><input name="p" type="password"><button>b</button></form>a',
			'ba',
		],
		['<select><option>b</select><textarea>c</textarea>a', 'a'],
		['<svg onload="x()"><a><text>b</text></a></svg>a', 'a'],
		['<svg><style><img src=x onerror=x()></style></svg>a', 'a'],
		['<math><mtext><img src=x onerror=x()></mtext></math>a', 'a'],
		[
			'<meta http-equiv="refresh" content="0;url=https://x.test"><base href="x"><link href="x">a',
			'a',
		],
		['<template><p>b</p></template><noscript><p>c</p></noscript>a', '<p>c</p>a'],
		['<o:p>b</o:p><custom-tag x="y">c</custom-tag>a', 'bca'],
		['<title>b</title><video src="x"></video><audio></audio><plaintext>a', ''],
		['a<!-- <p>b</p> --><?xml version="1.0"?><![CDATA[c]]>', 'a'],
	])('loses what it has no use for: %s', (html, expected) => {
		expect(clean(html)).toBe(expected);
	});

	it.each([
		['<p onclick="x()" ONMOUSEOVER=x() id="a" class="b" name="c">a</p>', '<p>a</p>'],
		['<a href="javascript:x()">a</a>', '<a>a</a>'],
		['<a href=" java\nscript&#58;x()">a</a>', '<a>a</a>'],
		['<a href="\u0001javascript:x()">a</a>', '<a>a</a>'],
		['<a href="data:text/html,x">a</a>', '<a>a</a>'],
		[
			'<a href="vbscript:x">a</a><a href="file:///etc/passwd">b</a><a href="/x">c</a>',
			'<a>a</a><a>b</a><a>c</a>',
		],
		['<a href="mailto:a@x.test">a</a>', '<a href="mailto:a@x.test">a</a>'],
		[
			'<img src="javascript:x()"><img src="file:///x"><img src="data:image/svg+xml;base64,PHN2Zz4=">',
			'<img><img><img>',
		],
		['<img src="data:image/png;base64,AAAA">', '<img src="data:image/png;base64,AAAA">'],
		['<td background="https://x.test/">a</td>', '<td>a</td>'],
		['<p style="position:fixed;top:0">a</p>', '<p style="top:0">a</p>'],
		['<p style="margin-top: -500px">a</p>', '<p>a</p>'],
		['<p style="background:url(https://x.test);color:red">a</p>', '<p style="color:red">a</p>'],
		['<p style="p\\6fsition:fixed;width:expression(x())">a</p>', '<p>a</p>'],
		[
			"<p title='\"><script>x()</script>'>a</p>",
			'<p title="&quot;&gt;&lt;script&gt;x()&lt;/script&gt;">a</p>',
		],
		['<img alt="`&quot;onerror=x()">', '<img alt="`&quot;onerror=x()">'],
		['&lt;script&gt;a\u0000b', '&lt;script&gt;ab'],
	])('loses attributes that act or lead elsewhere: %s', (html, expected) => {
		expect(clean(html)).toBe(expected);
	});

	it.each([
		'</blockquote></div></body></html><p>outside',
		'<b><i>crossed</b></i>',
		'<table><tr><td><table><tr><td>open',
		'<div><p>a<div>b<p>c</div></p>',
		'<a href="https://x.test',
		'<p><',
		'<ul><li>a<li>b</ul></ul></ul>',
		'</p></br><br/><img/><p/>',
		'<svg></svg></svg><svg/><p>a',
	])('is closed all over: %s', (html) => {
		nesting(clean(html));
	});

	it('shows the images that come with it under their new names', () => {
		const html = '<img src="cid:a%40b"><img src="CID:a@b"><img src="cid:gone"><img src="cid:c%">';
		const contentIds = new Map([
			['a@b', 'quoted-1@envelope'],
			['c%', 'quoted-2@envelope'],
			['unused', 'quoted-3@envelope'],
		]);
		expect(cleanHtml(html, contentIds)).toEqual({
			html: '<img src="cid:quoted-1@envelope"><img src="cid:quoted-1@envelope"><img><img src="cid:quoted-2@envelope">',
			cut: false,
			shown: new Set(['a@b', 'c%']),
		});
	});
});

describe('too much HTML', () => {
	it.each([
		['98 KB of nested <div>', '<div>'.repeat(20_000)],
		['deep lists', '<ul><li>'.repeat(60_000)],
		['unclosed <b> and wrong ends', `${'<b>'.repeat(80_000)}${'</i>'.repeat(60_000)}`],
		['a stack that is kept, and wrong ends', `${'<b>'.repeat(400)}${'</i>'.repeat(120_000)}`],
		['many attributes', `<p ${Array.from({ length: 50_000 }, (_, i) => `a${i}=1`).join(' ')}>x`],
		['a long attribute', `<p title="${'"'.repeat(10)}${'&quot;'.repeat(80_000)}">x`],
		['a long style', `<p style="${'a:b;'.repeat(120_000)}">x`],
		['an endless comment', `<!--${'-'.repeat(499_000)}`],
		['an endless tag', `<a ${'<a '.repeat(160_000)}`],
		['entities', '&amp;'.repeat(100_000)],
	])('is bounded: %s', (_what, html) => {
		const { html: result } = cleanHtml(html, none);
		expect(nesting(result)).toBeLessThanOrEqual(100);
		expect(result.length).toBeLessThan(1_000_000);
	});

	it('says where it was cut', () => {
		expect(cleanHtml('<div>'.repeat(20_000), none).cut).toBe(true);
		expect(cleanHtml('<p>a</p>'.repeat(100), none).cut).toBe(false);
		expect(cleanHtml('&lt;'.repeat(125_000) + 'x'.repeat(100_000), none).cut).toBe(true);
	});

	it('keeps the text of elements that stand too deep', () => {
		const html = `${'<div>'.repeat(150)}deep${'</div>'.repeat(150)}<p>after</p>`;
		const { html: result, cut } = cleanHtml(html, none);
		expect(cut).toBe(false);
		expect(nesting(result)).toBe(100);
		expect(result).toMatch(/deep(<\/div>){100}<p>after<\/p>$/);
	});
});
