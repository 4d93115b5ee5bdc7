import { eml } from '../eml';
import { multipart, part } from '../mime';
import { type Bombs, CRLF, flood, html, many, parts, text } from './messages';

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

export const largeHeader: Bombs = {
	'one field': () => text('the text', `X-Long: ${'x'.repeat(1_100_000)}`),
	'one subject': () => text('the text', `X-A: b`, `Subject: ${'=?utf-8?Q?a?= '.repeat(80_000)}`),
	'one subject of broken words': () => text('the text', `Subject: ${'=?utf-8?Q?'.repeat(110_000)}`),
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
	'List fields': () => flood(many(30_000, (index) => `List-X${index}: <mailto:a@b>, <https://x/>`)),
};

export const continuationFloods: Bombs = {
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
};

export const linkFloods: Bombs = {
	'50,000 links': () =>
		html(`<p>the text</p>${'<a href="https://x.test/a">link</a> '.repeat(50_000)}`),
	'odd links': () => html(`<p>the text</p>${'http://a.b?"x="'.repeat(100_000)}`),
	'odd links in text': () => text(`the text ${'http://a.b?"x="'.repeat(100_000)}`),
	'hosts without end in text': () => text(`the text ${'xn--a.'.repeat(200_000)}`),
	'at signs in text': () => text(`the text ${'@'.repeat(1_000_000)}`),
	'images by cid': () => html(`<p>the text</p>${'<img src="cid:a@b">'.repeat(100_000)}`),
	'images written out': () =>
		html(`<p>the text</p>${`<img src="data:image/png;base64,${'A'.repeat(100)}">`.repeat(50_000)}`),
	'links in links': () => html(`<p>the text</p>${'<a href="https://x.test">x'.repeat(50_000)}`),
};

export const recipientFloods: Bombs = {
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
	'encoded words': () => text('the text', `Cc: ${'=?utf-8?B?YQ==?= <a@x.test>, '.repeat(20_000)}`),
	'encoded lists': () =>
		text(
			'the text',
			`Cc: =?utf-8?B?${Buffer.from('<a@x.test>, '.repeat(50_000)).toString('base64')}?=`,
		),
	Punycode: () =>
		text('the text', `Cc: ${many(20_000, (i) => `a@xn--${'a'.repeat(40)}${i}`).join(', ')}`),
};
