import { parseMessage } from '../../../../mail/message/parse';

const read = (html: string) =>
	parseMessage(Buffer.from(`Content-Type: text/html; charset=utf-8\r\n\r\n${html}`));

describe('is left out of the text and listed', () => {
	test.each([
		['display:none', '<div style="display:none">SECRET</div>'],
		[
			'in capitals, with a comment and !important',
			'<p style="DIS/**/PLAY : None!important">SECRET</p>',
		],
		['with an escape', '<p style="d\\69splay:none">SECRET</p>'],
		['in something that is not displayed', '<div style="display:none"><p><b>SEC</b>RET</p></div>'],
		['visibility', '<span style="visibility:hidden">SECRET</span>'],
		['opacity', '<span style="opacity:0.01">SECRET</span>'],
		['font-size 0', '<span style="font-size:0">SECRET</span>'],
		['font-size 1px', '<span style="font-size: 1px; line-height: 1px">SECRET</span>'],
		['font-size in parts', '<div style="font-size:0px"><p style="font-size:90%">SECRET</p></div>'],
		['font', '<span style="font:0/0 Arial">SECRET</span>'],
		['no height', '<div style="height:0;overflow:hidden">SECRET</div>'],
		['no width', '<div style="overflow: hidden; width:0px">SECRET</div>'],
		['max-height', '<div style="max-height:0">SECRET</div>'],
		['white on white', '<span style="color:#fff">SECRET</span>'],
		['white on white by an attribute', '<font color="white">SECRET</font>'],
		['nearly white', '<span style="color:rgb(250, 250, 250)">SECRET</span>'],
		['nearly white as hsl', '<span style="color:hsl(0,0%,98%)">SECRET</span>'],
		['by a name', '<span style="color:GhostWhite">SECRET</span>'],
		['black on black', '<td bgcolor="#000000">SECRET</td>'],
		[
			'red on red of its parents',
			'<div style="background:red"><p><i style="color:#f00">SECRET</i></p></div>',
		],
		['through and through', '<span style="color:rgba(0,0,0,0)">SECRET</span>'],
		['transparent', '<span style="color:transparent">SECRET</span>'],
		['white that is inherited', '<div style="color:#fff"><p><b>SECRET</b></p></div>'],
		['far to the left', '<div style="position:absolute;left:-9999px">SECRET</div>'],
		['far above', '<div style="position:fixed; top:-100vh">SECRET</div>'],
		['text-indent', '<p style="text-indent:-9999px">SECRET</p>'],
		['a margin', '<p style="margin-left:-5000px">SECRET</p>'],
		['clip', '<p style="position:absolute;clip:rect(0,0,0,0)">SECRET</p>'],
		['transform', '<p style="transform:scale(0)">SECRET</p>'],
		['hidden', '<div hidden>SECRET</div>'],
		['a template', '<template>SECRET</template>'],
		['the title', '<title>SECRET</title>'],
		['a rule for a tag', '<style>i{display:none}</style><i>SECRET</i>'],
		['a rule for a class', '<style>.a, .b { color: white }</style><p class="x b">SECRET</p>'],
		['a rule for an ID', '<style>#pre{font-size:0}</style><p id="pre">SECRET</p>'],
		['a rule for several', '<style>p.a.b{opacity:0}</style><p class="b a">SECRET</p>'],
		[
			'a rule in a comment of HTML',
			'<style><!-- .a{display:none} --></style><p class="a">SECRET</p>',
		],
		[
			'a rule for all screens',
			'<style>@media screen{.a{display:none}}</style><p class="a">SECRET</p>',
		],
		[
			'a rule that is stronger',
			'<style>i{display:none!important}</style><i style="display:block">SECRET</i>',
		],
		['a link', '<a style="display:none" href="http://a.test/SECRET">SECRET</a>'],
	])('%s', async (_what, html) => {
		const message = await read(`<p>Before</p>${html}<p style="color:#000">After</p>`);
		expect(message.text.replace(/\s+/g, '')).toBe('BeforeAfter');
		expect(message.hiddenText).toEqual(['SECRET']);
		expect(message.html?.replace(/<\/?b>/g, '')).toContain('SECRET');
	});
});

describe('is text that a person sees', () => {
	test.each([
		['plain', '<p>WORDS</p>'],
		['white on black', '<td bgcolor="#000"><font color="#fff">WORDS</font></td>'],
		[
			'white on a dark rule',
			'<style>.d{background:#222}</style><p class="d" style="color:#fff">WORDS</p>',
		],
		['white on a picture', '<td background="a.png" style="color:#fff">WORDS</td>'],
		['white on a picture of its style', '<p style="background:url(a.png);color:#fff">WORDS</p>'],
		[
			'white on a gradient',
			'<p style="background-image:linear-gradient(red,blue);color:white">WORDS</p>',
		],
		[
			'white where a rule may make it dark',
			'<style>.a .b{background-color:#000}</style><div class="a"><p class="b" style="color:#fff">WORDS</p></div>',
		],
		['grey on white', '<p style="color:#999">WORDS</p>'],
		['a link in white text', '<p style="color:#fff"><a href="http://a.test">WORDS</a></p>'],
		[
			'large in something of size 0',
			'<td style="font-size:0"><p style="font-size:14px">WORDS</p></td>',
		],
		[
			'visible in something invisible',
			'<p style="visibility:hidden"><b style="visibility:visible">WORDS</b></p>',
		],
		['a rule for phones', '<style>@media (max-width:600px){p{display:none}}</style><p>WORDS</p>'],
		[
			'a rule for others',
			'<style>.b{display:none} div p.c{display:none}</style><p class="a">WORDS</p>',
		],
		['hanging', '<p style="text-indent:-20px">WORDS</p>'],
		['small', '<p style="font-size:small">WORDS</p>'],
		['shown behind a picture that is not', '<img style="display:none" src="a"><p>WORDS</p>'],
		['behind what is not closed', '<table><tr><td style="display:none"><td>WORDS</table>'],
		['no height that does not cut', '<div style="height:0"><p>WORDS</p></div>'],
	])('%s', async (_what, html) => {
		const message = await read(html);
		expect(message.text).toContain('WORDS');
		expect(message.hiddenText.filter((text) => text.includes('WORDS'))).toEqual([]);
	});
});

test('hidden blocks are texts of their own, hidden words of one are one', async () => {
	const { hiddenText } = await read(
		'<div hidden><p>One <b>two</b></p><p>three</p></div><div hidden>four</div>x<i hidden>five</i>',
	);
	expect(hiddenText).toEqual(['One two three', 'four', 'five']);
});

test('what is hidden is found where there is a plain text, too', async () => {
	const source = [
		'Content-Type: multipart/alternative; boundary=b',
		'',
		'--b\r\n\r\nplain',
		'--b\r\nContent-Type: text/html\r\n\r\n<p>plain</p><p hidden>SECRET</p>',
		'--b--\r\n',
	];
	const message = await parseMessage(Buffer.from(source.join('\r\n')));
	expect(message.text.trim()).toBe('plain');
	expect(message.hiddenText).toEqual(['SECRET']);
});

test('the list is bounded, and says so', async () => {
	const { hiddenText, truncated } = await read('<p hidden>x</p>y'.repeat(1_000));
	expect(hiddenText).toHaveLength(50);
	expect(truncated).toEqual(['hiddenText']);
	const long = await read(`<p hidden>${'x'.repeat(100_000)}</p>`);
	expect(long.hiddenText[0]).toHaveLength(1_000);
});

test.each([
	['<div>', 100_000],
	['<div style="color:red">', 25_000],
	['<p hidden>', 50_000],
	['<a href="http://a.test">b.test', 17_000],
	['<b><i>', 80_000],
	['<style>', 70_000],
	['<style>{</style>', 30_000],
	['<style>a{color:red}', 25_000],
	['<style>p{color:red}</style><p>', 16_000],
	['<p style="', 50_000],
	['<p style="color:red;color:red">x', 15_000],
	['&nbsp;', 80_000],
	['<p style="font: 0 0 0 0 0 0 0 0">', 15_000],
	[`<p style="${'background:red '.repeat(50)}">`, 600],
])('survives 500 KB of %s', async (piece, count) => {
	const { parseError } = await read(`${piece.repeat(count)}end`);
	expect(parseError).toBeUndefined();
});

test('survives a sheet of many rules for many elements', async () => {
	const rules = Array.from({ length: 3_000 }, (_, i) => `p.c${i % 7}{color:red}*{opacity:1}`);
	const words = Array.from({ length: 5_000 }, (_, i) => `<p class="c${i % 9} d${i}">w</p>`);
	const { parseError } = await read(`<style>${rules.join('')}</style>${words.join('')}`);
	expect(parseError).toBeUndefined();
});

test.each([
	['is nested too deep', 100],
	['is nested too deep and is long', 300_000],
])('says that HTML was not searched which %s', async (_why, depth) => {
	const { truncated } = await read(
		`<p hidden>x</p>${'<div>'.repeat(1_000)}${'<br>\n'.repeat(depth)}`,
	);
	expect(truncated).toContain('hiddenText');
});

test('of HTML that is cut all that is given out was searched', async () => {
	const { hiddenText, truncated } = await read(`<p hidden>x</p>${'<p>word</p>\n'.repeat(100_000)}`);
	expect(hiddenText).toEqual(['x']);
	expect(truncated.sort()).toEqual(['html', 'text']);
});

test.each([
	['<p style="color:red\0hidden\0">x</p>', '<p style="color:red" hidden>SECRET</p>'],
	['<p style="color:redhidden0:">x</p>', '<p style="color:red" hidden>SECRET</p>'],
])('no element passes for another one: %j', async (first, second) => {
	expect((await read(`${first}${second}`)).hiddenText).toEqual(['SECRET']);
});

test.each([
	['<html hidden><title>x</title><p>SECRET</p>', ['x SECRET']],
	['<head><title>one\n two</title></head><p>seen</p>', ['one two']],
	['<title></title><p>seen</p>', []],
	['<title>a</title><title>b</title><p>seen</p>', ['a', 'b']],
])('a title is never shown: %j', async (html, expected) => {
	const { hiddenText, text } = await read(html);
	expect(hiddenText).toEqual(expected);
	expect(text).not.toMatch(/one|SECRET/);
});
