import { eml } from '../eml';
import { multipart, part } from '../mime';
import { type Bombs, CRLF, many, parts, text } from './messages';

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

export const brokenCharsets: Bombs = {
	unknown: () => text('the text', 'Content-Type: text/plain; charset=x-unknown-8bit'),
	'100 KB of a name': () =>
		text('the text', `Content-Type: text/plain; charset=${'x'.repeat(100_000)}`),
	'a name of the language': () => text('the text', 'Content-Type: text/plain; charset=__proto__'),
	'base64 as a charset': () => text('the text', 'Content-Type: text/plain; charset=base64'),
	'utf-16 that is none': () => text('the text', 'Content-Type: text/plain; charset=utf-16'),
	'2 MB of escapes in iso-2022-jp': () =>
		text(`the text ${'\u001b$B'.repeat(700_000)}`, 'Content-Type: text/plain; charset=iso-2022-jp'),
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
			Buffer.from(many(1_000_000, (i) => String.fromCharCode((i * 7919) % 256)).join(''), 'latin1'),
		]),
	'encoded words in unknown charsets': () =>
		text('the text', `Subject: ${many(5_000, (i) => `=?x-${i}?Q?=E9?=`).join(' ')}`),
};

export const truncatedMessages: Bombs = {
	'mid header': () => upTo('Subject: H'),
	'mid field name': () => upTo('Message-I'),
	'mid boundary parameter': () => upTo('boundary="'),
	'mid base64': () => upTo('dGhlIHRle'),
	'mid boundary': () => `${upTo('dGhlIHRleHQg'.repeat(8))}${CRLF}-`,
	'mid part header': () => upTo('Content-Type: text/ht'),
	'before the last boundary': () => upTo('<p>rich</p>'),
	'mid quoted-printable': () => text('the text =C', 'Content-Transfer-Encoding: quoted-printable'),
	'mid encoded word': () => `Subject: =?utf-8?B?R3L`,
};

export const emptyMessages: Bombs = {
	'0 bytes': () => '',
	CRLF: () => CRLF,
	'1 MB of CRLF': () => CRLF.repeat(500_000),
	'one dot': () => '.',
	'1 MB of NUL': () => Buffer.alloc(1_000_000),
	'only a header': () => `Subject: x${CRLF}`,
	'no body in any part': () => eml(multipart('mixed', 'b')),
};

export const largeMessages: Bombs = {
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
};
