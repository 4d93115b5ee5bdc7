import { eml } from '../eml';
import { multipart, part } from '../mime';
import { type Bombs, CRLF, html, many, mime, parts, text } from './messages';

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

export const nestedHtml: Bombs = {
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
};

export const nestedMime: Bombs = {
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
			body: many(20_000, () => part(['--b', 'Content-Type: multipart/mixed; boundary=b'], '')).join(
				'',
			),
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
};

export const manyParts: Bombs = {
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
};
