import { type ParsedMail, simpleParser } from 'mailparser';
import MailComposer from 'nodemailer/lib/mail-composer';
import { mimeText } from '../../../mail/message/mimeText';

const line = 'The parcel will be with you within two working days, says Zürich. ';

test.each([
	['plain lines', { text: 'Hello\r\n.\r\nBye' }],
	['an empty message', { text: '' }],
	['no line break at the end, and one', { text: 'Hello\r\n' }],
	['long lines, as quoted-printable', { text: `${line.repeat(9)}\r\n = \t\r\n`.repeat(200) }],
	['Cyrillic, as base64', { text: 'Посылка уже в пути.\r\n'.repeat(500) }],
	['HTML alone', { html: `<p>${line.repeat(50)}</p>\r\n` }],
	[
		'an invitation',
		{ text: line, icalEvent: { method: 'REQUEST', content: `BEGIN:VCALENDAR\r\nX:${line}\r\n` } },
	],
	['text and HTML', { text: line.repeat(300), html: `<p>${line.repeat(300)}</p>` }],
])('writes what nodemailer streams: %s', async (_case, body) => {
	const node = new MailComposer({
		from: 'Zoë <zoe@example.test>',
		to: 'bob@example.test',
		bcc: 'secret@example.test',
		subject: 'Grüße',
		...body,
	}).compile();
	const [ours, theirs] = [mimeText(node), await node.build()];
	expect(content(await simpleParser(ours))).toEqual(content(await simpleParser(theirs)));
	// A soft line break may stand elsewhere: in a stream the last white space comes by itself.
	expect(withoutSoftBreaks(ours)).toBe(withoutSoftBreaks(theirs));
});

const content = ({ headerLines, text, html }: ParsedMail) => ({ headerLines, text, html });
const withoutSoftBreaks = (message: Buffer) => message.toString().replaceAll('=\r\n', '');

test('refuses a part that is not text', () => {
	const node = new MailComposer({ attachments: [{ content: Buffer.from('%PDF') }] }).compile();
	expect(() => mimeText(node)).toThrow('not text');
});
