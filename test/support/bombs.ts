import { eml } from './eml';
import { multipart, part } from './mime';

const CRLF = '\r\n';
const many = (count: number, one: (index: number) => string) =>
	Array.from({ length: count }, (_, index) => one(index));

const mime = (type: string, ...more: string[]) => [
	'MIME-Version: 1.0',
	`Content-Type: ${type}`,
	...more,
];
const html = (body: string) => eml({ headers: mime('text/html; charset=utf-8'), body });
const text = (body: string, ...headers: string[]) => eml({ headers, body });
const flood = (fields: string[]) => eml({ headers: fields, body: 'the text' });

/** Multiparts in multiparts, with a text at the bottom and, closing them again, behind each. */
function nestedMultiparts(depth: number): string {
	const open = (level: number) =>
		`--b${level}${CRLF}Content-Type: multipart/mixed; boundary=b${level + 1}${CRLF}${CRLF}`;
	const inner = `--b${depth}${CRLF}${CRLF}the bottom${CRLF}`;
	const close = many(depth, (level) => `--b${depth - level}--${CRLF}`);
	return eml({
		headers: mime('multipart/mixed; boundary=b0'),
		body: [
			`--b0${CRLF}${CRLF}the text${CRLF}`,
			...many(depth, open),
			inner,
			...close,
			'--b0--',
		].join(''),
	});
}

/** Messages in messages, each shown inline. */
function nestedMessages(depth: number, disposition: string): string {
	const header = mime('message/rfc822', `Content-Disposition: ${disposition}`);
	return eml({ headers: header, body: many(depth, () => part(header, '')).join('') + text('in') });
}

/** Messages in multiparts in messages, which is how a chain of forwarded mail looks. */
function forwardedChain(depth: number): string {
	return many(depth, (level) =>
		part(
			[`Subject: forwarded ${level}`, ...mime(`multipart/mixed; boundary="chain${level}"`)],
			`--chain${level}${CRLF}${CRLF}comment ${level}${CRLF}--chain${level}${CRLF}${CRLF}Content-Type: message/rfc822${CRLF}Content-Disposition: inline${CRLF}${CRLF}`,
		),
	).join('');
}

function parts(count: number, headers: string[], body: string): string {
	return eml(
		multipart(
			'mixed',
			'b',
			part(['Content-Type: text/plain'], 'the text'),
			...many(count, () => part(headers, body)),
		),
	);
}

const continuations = (order: (index: number, count: number) => number, count = 20_000) =>
	eml(
		multipart(
			'mixed',
			'b',
			part(['Content-Type: text/plain'], 'the text'),
			part(
				[
					'Content-Type: application/pdf',
					`Content-Disposition: attachment;${CRLF} ${many(count, (index) => `filename*${order(index, count)}*=%41`).join(`;${CRLF} `)}`,
				],
				'file',
			),
		),
	);

const addresses = (count: number) =>
	many(count, (index) => `Name ${index} <r${index}@example.test>`).join(`,${CRLF} `);

const words = 'a few words of text that a person wrote, ';

const whole = eml(
	multipart(
		'mixed',
		'b',
		part(
			['Content-Type: text/plain', 'Content-Transfer-Encoding: base64'],
			'dGhlIHRleHQg'.repeat(8),
		),
		part(['Content-Type: text/html'], '<p>rich</p>'),
	),
);

const upTo = (mark: string, more = 0) => whole.slice(0, whole.indexOf(mark) + mark.length + more);

/**
 * Messages that strangers may send to stop whoever reads them, by kind. All of them have the
 * header of eml(), in the middle of which some are cut.
 */
export const bombs: Record<string, Record<string, () => string | Buffer>> = {
	'nested HTML': {
		'98 KB of div': () => html(`<p>the text</p>${'<div>'.repeat(19_600)}deep`),
		'1.2 MB of div': () => html(`<p>the text</p>${'<div>'.repeat(240_000)}deep`),
		'10 MB of div': () => html(`<p>the text</p>${'<div>'.repeat(2_000_000)}deep`),
		'tables in tables': () => html(`<p>the text</p>${'<table><tr><td>x'.repeat(60_000)}`),
		'lists in lists': () => html(`<p>the text</p>${'<ul><li>x'.repeat(60_000)}`),
		'quotes in quotes': () => html(`<p>the text</p>${'<blockquote>x'.repeat(60_000)}`),
		'never closed tags': () => html(`<p>the text</p>${'<p><b><i><a href=x>'.repeat(60_000)}`),
		'closed in the wrong order': () => html(`<p>the text</p>${'<b><i></b></i>'.repeat(60_000)}`),
		'one tag of 2 MB': () => html(`<p>the text</p><a ${'a=b '.repeat(500_000)}>x</a>`),
		'attributes by the million': () =>
			html(`<p>the text</p><a ${many(300_000, (index) => `a${index}`).join(' ')}>x</a>`),
		'100,000 entities': () => html(`<p>the text</p>${'&amp;&#x41;&notanentity'.repeat(100_000)}`),
		'500,000 siblings': () => html(`<p>the text</p>${'<b>x</b>'.repeat(500_000)}`),
		'a table of 200,000 cells': () =>
			html(`<p>the text</p><table>${'<tr><td>1<td>2'.repeat(100_000)}</table>`),
	},
	'nested MIME': {
		'multiparts 300 deep': () => nestedMultiparts(300),
		'multiparts 10,000 deep': () => nestedMultiparts(10_000),
		'multiparts 100,000 deep': () => nestedMultiparts(100_000),
		'messages 300 deep': () => nestedMessages(300, 'inline'),
		'messages 20,000 deep': () => nestedMessages(20_000, 'inline'),
		'messages as files 20,000 deep': () => nestedMessages(20_000, 'attachment'),
		'a chain of 500 forwarded messages': () => forwardedChain(500),
		'one boundary for all levels': () =>
			eml({
				headers: mime('multipart/mixed; boundary=b'),
				body: many(20_000, () =>
					part(['--b', 'Content-Type: multipart/mixed; boundary=b'], ''),
				).join(''),
			}),
		'boundaries of 1 KB, each the beginning of the next': () =>
			eml({
				headers: mime('multipart/mixed; boundary=b'),
				body: many(1_000, (level) =>
					part(
						[
							`--b${'b'.repeat(level)}`,
							`Content-Type: multipart/mixed; boundary=b${'b'.repeat(level + 1)}`,
						],
						'',
					),
				).join(''),
			}),
	},
	'100,000 parts': {
		'empty ones': () => parts(100_000, [], ''),
		'without a header end': () =>
			eml({ headers: mime('multipart/mixed; boundary=b'), body: '--b\r\n'.repeat(1_000_000) }),
		'of text': () => parts(100_000, ['Content-Type: text/plain'], 'a line of text'),
		'of HTML': () => parts(100_000, ['Content-Type: text/html'], '<p>a line of text</p>'),
		files: () =>
			parts(100_000, ['Content-Type: image/png; name="a.png"', 'Content-ID: <a@b>'], 'AAAA'),
		'inline messages': () =>
			parts(
				100_000,
				['Content-Type: message/rfc822', 'Content-Disposition: inline'],
				`Subject: x${CRLF}${CRLF}x`,
			),
		alternatives: () => {
			const { headers, body } = multipart(
				'alternative',
				'c',
				...many(20_000, () => part(['Content-Type: text/html; charset=koi8-r'], '<p>x</p>')),
			);
			return eml({ headers, body });
		},
	},
	'1 MB header': {
		'one field': () => text('the text', `X-Long: ${'x'.repeat(1_100_000)}`),
		'one subject': () => text('the text', `X-A: b`, `Subject: ${'=?utf-8?Q?a?= '.repeat(80_000)}`),
		'one subject of broken words': () =>
			text('the text', `Subject: ${'=?utf-8?Q?'.repeat(110_000)}`),
		'one subject of encoded words in 40 charsets': () =>
			text(
				'the text',
				`Subject: ${many(60_000, (index) => `=?iso-8859-${index % 40}?B?4eLj?=`).join(' ')}`,
			),
		'50,000 fields': () => flood(many(50_000, (index) => `X-Line-${index}: value`)),
		'200,000 fields': () => flood(many(200_000, (index) => `X-Line-${index}: ${'x'.repeat(40)}`)),
		'100,000 Received': () =>
			flood(many(100_000, () => 'Received: from a by b; Fri, 20 Nov 2026 10:00:00 +0000')),
		'500,000 folded lines': () => text('the text', `X-Folded: a${`${CRLF} b`.repeat(500_000)}`),
		'one line of 30 MB without an end': () => `Subject: x${CRLF}X: ${'x'.repeat(30_000_000)}`,
		references: () =>
			text('the text', `References: ${many(60_000, (index) => `<${index}@x>`).join(`${CRLF} `)}`),
		brackets: () => text('the text', `References: ${'<'.repeat(1_000_000)}`),
		'in each of 100 parts': () =>
			parts(100, [`X-Long: ${'x'.repeat(300_000)}`, 'Content-Type: text/plain'], 'line'),
		'a Content-Type of 1 MB': () =>
			text('the text', `Content-Type: text/plain; ${'a=b; '.repeat(200_000)}`),
		'a DKIM signature of 1 MB': () =>
			text('the text', `DKIM-Signature: v=1; ${many(100_000, (i) => `a${i}=b`).join('; ')}`),
		'List fields': () =>
			flood(many(30_000, (index) => `List-X${index}: <mailto:a@b>, <https://x/>`)),
	},
	'RFC 2231 continuations': {
		'20,000': () => continuations((index) => index),
		'20,000 out of order': () => continuations((index, count) => count - 1 - index),
		'20,000 in any order': () => continuations((index, count) => (index * 7_919) % count),
		'20,000 of one number': () => continuations(() => 1),
		'numbers by the billion': () => continuations((index) => 999_999_999 - index),
		'of a text': () =>
			text(
				'the text',
				`Content-Type: text/plain; ${many(20_000, (index) => `charset*${index}*=%41`).join('; ')}`,
			),
	},
	'link flood': {
		'50,000 links': () =>
			html(`<p>the text</p>${'<a href="https://x.test/a">link</a> '.repeat(50_000)}`),
		'odd links': () => html(`<p>the text</p>${'http://a.b?"x="'.repeat(100_000)}`),
		'odd links in text': () => text(`the text ${'http://a.b?"x="'.repeat(100_000)}`),
		'hosts without end in text': () => text(`the text ${'xn--a.'.repeat(200_000)}`),
		'at signs in text': () => text(`the text ${'@'.repeat(1_000_000)}`),
		'images by cid': () => html(`<p>the text</p>${'<img src="cid:a@b">'.repeat(100_000)}`),
		'images written out': () =>
			html(
				`<p>the text</p>${`<img src="data:image/png;base64,${'A'.repeat(100)}">`.repeat(50_000)}`,
			),
		'links in links': () => html(`<p>the text</p>${'<a href="https://x.test">x'.repeat(50_000)}`),
	},
	'recipient flood': {
		'100,000 addresses': () => text('the text', `To: ${addresses(100_000)}`),
		'100,000 fields of one address': () =>
			flood(many(100_000, (index) => `Cc: r${index}@example.test`)),
		'100,000 groups': () =>
			text('the text', `Cc: ${many(100_000, (index) => `g${index}: a@x.test;`).join(', ')}`),
		'groups in groups': () =>
			text('the text', `Cc: ${'g: '.repeat(50_000)}a@x.test${';'.repeat(50_000)}`),
		'comments in comments': () =>
			text('the text', `Cc: ${'('.repeat(200_000)}a${')'.repeat(200_000)} <a@x.test>`),
		'quotes without end': () => text('the text', `Cc: ${'"a\\" '.repeat(200_000)}`),
		'brackets without end': () => text('the text', `Cc: ${'<'.repeat(500_000)}`),
		'at signs': () => text('the text', `Cc: ${'@'.repeat(500_000)}`),
		commas: () => text('the text', `Cc: ${','.repeat(500_000)}`),
		'encoded words': () =>
			text('the text', `Cc: ${'=?utf-8?B?YQ==?= <a@x.test>, '.repeat(20_000)}`),
		'encoded lists': () =>
			text(
				'the text',
				`Cc: =?utf-8?B?${Buffer.from('<a@x.test>, '.repeat(50_000)).toString('base64')}?=`,
			),
		Punycode: () =>
			text('the text', `Cc: ${many(20_000, (i) => `a@xn--${'a'.repeat(40)}${i}`).join(', ')}`),
	},
	'broken charset': {
		unknown: () => text('the text', 'Content-Type: text/plain; charset=x-unknown-8bit'),
		'100 KB of a name': () =>
			text('the text', `Content-Type: text/plain; charset=${'x'.repeat(100_000)}`),
		'a name of the language': () => text('the text', 'Content-Type: text/plain; charset=__proto__'),
		'base64 as a charset': () => text('the text', 'Content-Type: text/plain; charset=base64'),
		'utf-16 that is none': () => text('the text', 'Content-Type: text/plain; charset=utf-16'),
		'2 MB of escapes in iso-2022-jp': () =>
			text(
				`the text ${'\u001b$B'.repeat(700_000)}`,
				'Content-Type: text/plain; charset=iso-2022-jp',
			),
		'2 MB of utf-7': () =>
			text(`the text ${'+'.repeat(2_000_000)}`, 'Content-Type: text/plain; charset=utf-7'),
		'gb18030 cut in the middle': () =>
			Buffer.concat([
				Buffer.from(text('the text', 'Content-Type: text/plain; charset=gb18030')),
				Buffer.alloc(1_000_000, 0x81),
			]),
		'garbage as utf-8': () =>
			Buffer.concat([
				Buffer.from(text('the text', 'Content-Type: text/plain; charset=utf-8')),
				Buffer.from(
					many(1_000_000, (i) => String.fromCharCode((i * 7919) % 256)).join(''),
					'latin1',
				),
			]),
		'encoded words in unknown charsets': () =>
			text('the text', `Subject: ${many(5_000, (i) => `=?x-${i}?Q?=E9?=`).join(' ')}`),
	},
	truncated: {
		'mid header': () => upTo('Subject: H'),
		'mid field name': () => upTo('Message-I'),
		'mid boundary parameter': () => upTo('boundary="'),
		'mid base64': () => upTo('dGhlIHRle'),
		'mid boundary': () => `${upTo('dGhlIHRleHQg'.repeat(8))}${CRLF}-`,
		'mid part header': () => upTo('Content-Type: text/ht'),
		'before the last boundary': () => upTo('<p>rich</p>'),
		'mid quoted-printable': () =>
			text('the text =C', 'Content-Transfer-Encoding: quoted-printable'),
		'mid encoded word': () => `Subject: =?utf-8?B?R3L`,
	},
	empty: {
		'0 bytes': () => '',
		CRLF: () => CRLF,
		'1 MB of CRLF': () => CRLF.repeat(500_000),
		'one dot': () => '.',
		'1 MB of NUL': () => Buffer.alloc(1_000_000),
		'only a header': () => `Subject: x${CRLF}`,
		'no body in any part': () => eml(multipart('mixed', 'b')),
	},
	large: {
		'20 MB of text': () => text(words.repeat(500_000)),
		'20 MB of lines': () => text(`${words}${CRLF}`.repeat(480_000)),
		'20 MB of empty lines': () => text(CRLF.repeat(10_000_000)),
		'20 MB of quoted-printable': () =>
			text('=41'.repeat(7_000_000), 'Content-Transfer-Encoding: quoted-printable'),
		'20 MB of base64': () => text('QUFB'.repeat(5_000_000), 'Content-Transfer-Encoding: base64'),
		'10 MB of format=flowed': () =>
			text(
				`> > ${words} ${CRLF}`.repeat(200_000),
				'Content-Type: text/plain; format=flowed; delsp=yes',
			),
		'30 MB file': () =>
			parts(
				1,
				['Content-Type: application/pdf', 'Content-Transfer-Encoding: base64'],
				`${'QUFB'.repeat(19)}${CRLF}`.repeat(390_000),
			),
	},
};
