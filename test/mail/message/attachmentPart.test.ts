import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { simpleParser } from 'mailparser';
import { compose } from '../../../mail/message/compose';
import type { OutgoingMessage } from '../../../mail/message/outgoing';
import { deliver } from '../../../mail/smtp/deliver';
import { closeSmtpPools } from '../../../mail/smtp/pool';
import { alice, bob } from '../../support/account';
import { invitation, outgoing } from '../../support/outgoing';
import { smtpAccount } from '../../support/smtpAccount';
import { startSmtpSink } from '../../support/smtpSink';

const raw = (changes: Partial<OutgoingMessage>) =>
	text(compose(outgoing(changes), { keepBcc: false }).stream());
const parsed = async (changes: Partial<OutgoingMessage>) => simpleParser(await raw(changes));
const file = (changes: object = {}) => ({
	fileName: 'report.pdf',
	mimeType: 'application/pdf',
	content: Buffer.from('%PDF'),
	...changes,
});

describe('attachments', () => {
	test.each(['Rechnung für März.pdf', '請求書.pdf', `${'long '.repeat(40)}.pdf`, 'a"b;c=d\\e.pdf'])(
		'keep the file name %s',
		async (fileName) => {
			const { attachments } = await parsed({ attachments: [file({ fileName })] });
			expect(attachments).toMatchObject([{ filename: fileName, contentType: 'application/pdf' }]);
			expect(attachments[0]?.content.toString()).toBe('%PDF');
		},
	);

	test('are inline images where they have a content ID', async () => {
		const html = '<img src="cid:logo">';
		const message = await raw({
			html,
			attachments: [file({ mimeType: 'image/png', contentId: 'logo' })],
		});
		expect(message).toContain('multipart/related');
		expect(message).toContain('\r\nContent-ID: <logo>\r\n');
		expect(message).toContain('\r\nContent-Disposition: inline; filename=report.pdf\r\n');
	});

	test.each([
		'message/rfc822',
		'multipart/mixed',
		'MESSAGE/global',
		'text',
		'',
		'text/html\r\nX-Evil: 1',
		'text/plain; charset="a\r\nX-Evil: 1"',
		'application/pdf; x',
	])('of type %j go as plain bytes', async (mimeType) => {
		const content = Buffer.from('Subject: inner\n\n.\r.\n');
		const message = await raw({ attachments: [file({ mimeType, content })] });
		expect(message).toContain('Content-Type: application/octet-stream');
		expect(message).toContain(content.toString('base64'));
		expect(message).not.toMatch(/X-Evil|\r(?!\n)|(?<!\r)\n/);
	});

	test('are opened when the message is written, anew for each attempt', async () => {
		const open = jest.fn(async () => Readable.from([Buffer.from('%P'), Buffer.from('DF')]));
		const composed = compose(outgoing({ attachments: [file({ content: open })] }), {
			keepBcc: false,
		});
		const unused = composed.stream();
		unused.destroy();
		expect(open).not.toHaveBeenCalled();
		for (const attempt of [1, 2]) {
			expect(await text(composed.stream())).toContain(Buffer.from('%PDF').toString('base64'));
			expect(open).toHaveBeenCalledTimes(attempt);
		}
	});

	test('that cannot be read fail the stream', async () => {
		const content = () => Promise.reject(new Error('the file is gone'));
		await expect(raw({ attachments: [file({ content })] })).rejects.toThrow('the file is gone');
	});
});

describe('a whole message', () => {
	const withOriginal = (bytes: Buffer | string) => {
		const attachment = { fileName: 'Your order.eml', original: Buffer.from(bytes) };
		return compose(outgoing({ attachments: [attachment] }), { keepBcc: false });
	};
	const partOf = async (bytes: Buffer | string) => {
		const raw = await buffer(withOriginal(bytes).stream());
		return raw.toString('latin1').split(/\r\n--[^\r]*Part_1(?:--)?\r\n/)[2] ?? '';
	};

	test('goes as it is, so that its signature holds', async () => {
		const inner = 'Subject: a\r\nDKIM-Signature: x\r\n\r\n.\r\n..\r\n\tend \r\n';
		expect(await partOf(inner)).toBe(
			[
				'Content-Type: message/rfc822; name="Your order.eml"',
				'Content-Transfer-Encoding: 7bit',
				'Content-Disposition: attachment; filename="Your order.eml"',
				'',
				inner,
			].join('\r\n'),
		);
		expect(withOriginal(inner).eightBit).toBe(false);
	});

	test('says that it has eight bits where it has', async () => {
		const bytes = Buffer.from('Subject: a\r\n\r\n\xfc\r\n', 'latin1');
		expect(await partOf(bytes)).toContain('\r\nContent-Transfer-Encoding: 8bit\r\n');
		expect(await partOf(bytes)).toContain('\xfc');
		expect(withOriginal(bytes).eightBit).toBe(true);
	});

	test.each(['a\nb', 'a\rb', 'a\n.\nb', 'a\r.\rb', '\r\r\n', '\n', 'a\r'])(
		'has whole line ends only: %j',
		async (inner) => {
			const part = await partOf(inner);
			expect(part).not.toMatch(/\r(?!\n)|(?<!\r)\n/);
			expect(part.slice(part.indexOf('\r\n\r\n') + 4)).toBe(inner.replace(/\r\n?|\n/g, '\r\n'));
		},
	);

	test('cannot end the message or begin another one on the wire', async () => {
		const sink = await startSmtpSink();
		try {
			const smuggled = [
				'\n.\n',
				'\r.\r',
				'\r\n.\r\n',
				'\n.\r\n',
				'\r\n.\n',
				'\r.\r\n',
				'\r\n.\r',
				'.',
			];
			const mail = 'MAIL FROM:<evil@x.test>\r\nRCPT TO:<bob@example.test>\r\nDATA\r\n';
			const inner = smuggled.map((end) => `Subject: a${end}${mail}`).join('');
			const envelope = { from: alice, to: [bob] };
			await deliver(
				smtpAccount(sink.port, 'none', { password: '' }),
				withOriginal(inner),
				envelope,
			);
			const [message, ...more] = sink.messages();
			expect(more).toEqual([]);
			const data = message!.data.toString();
			expect(data).not.toMatch(/\r(?!\n)|(?<!\r)\n|\r\n\.(?!\.)/);
			expect(data.replaceAll('\r\n..', '\r\n.')).toContain(
				`\r\n\r\n${inner.replace(/\r\n?|\n/g, '\r\n')}`,
			);
		} finally {
			closeSmtpPools();
			await sink.close();
		}
	});

	test('may have lines of 998 octets', async () => {
		expect(await partOf(`${'x'.repeat(998)}\r\n`)).toContain('message/rfc822');
	});

	test.each([
		['longer lines', `a\r\n${'x'.repeat(999)}\r\nb`],
		['a longer last line', 'x'.repeat(999)],
		['NUL', 'a\0b'],
	])('with %s goes as a file, every byte of it', async (_, inner) => {
		const part = await partOf(inner);
		expect(part).toContain('Content-Type: application/octet-stream; name="Your order.eml"');
		const [, base64 = ''] = part.split('\r\n\r\n');
		expect(Buffer.from(base64, 'base64').toString()).toBe(inner);
	});

	test('may be empty', async () => {
		expect(await partOf('')).toMatch(/^Content-Type: message\/rfc822/);
	});
});

describe('an invitation', () => {
	test.each<[string, Partial<OutgoingMessage>]>([
		['text', {}],
		['text and HTML', { html: '<p>Hi</p>' }],
		['a file', { attachments: [file()] }],
		['no text', { text: '' }],
	])('goes with %s as an alternative and as a file', async (_, changes) => {
		const message = await raw({ ...changes, invitation: invitation() });
		expect(message).toMatch(/\r\nContent-Type: text\/calendar; charset=utf-8; method=REQUEST\r\n/);
		const read = await simpleParser(message);
		const file = read.attachments.find(({ filename }) => filename === 'invite.ics');
		expect(file?.contentType).toBe('application/ics');
		expect(file?.content.toString()).toContain('\r\nSUMMARY:Kick-off\r\n');
		const alternative = read.attachments.find(({ contentType }) => contentType === 'text/calendar');
		expect(alternative?.content).toEqual(file?.content);
	});
});
