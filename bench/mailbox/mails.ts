import { randomBytes } from 'node:crypto';
import MailComposer from 'nodemailer/lib/mail-composer';
import { incomingMail } from '../support/incomingMail';
import { WANTED } from './jobs';

/** The newest ones are those of the other benches, of 23 KB. */
const WHOLE = 1_000;

/**
 * Messages of a folder that is full: old ones are short, so that a disk has room for them.
 *
 * @param count how many there are
 */
export async function mailsOf(count: number): Promise<(index: number) => Buffer> {
	const whole = await incomingMail();
	return (index) => {
		const sender = index % 10 === 0 ? WANTED : 'shop@example.test';
		if (index > count - WHOLE) {
			const text = whole(index).toString('latin1').replace('shop@example.test', sender);
			return Buffer.from(text, 'latin1');
		}
		return Buffer.from(
			[
				`From: Shop <${sender}>`,
				'To: Customer <customer@example.test>',
				`Subject: order-${index}`,
				`Message-ID: <order-${index}@example.test>`,
				'Date: Thu, 05 Mar 2026 10:00:00 +0000',
				'',
				'Thank you for your order.',
				'',
			].join('\r\n'),
		);
	};
}

/** A message with a file. @param bytes of the file */
export async function mailWithFile(bytes: number): Promise<Buffer> {
	const composer = new MailComposer({
		from: 'Shop <shop@example.test>',
		to: 'Customer <customer@example.test>',
		subject: 'A file',
		text: 'See the file.',
		attachments: [{ filename: 'file.bin', content: randomBytes(bytes) }],
	});
	return composer.compile().build();
}
