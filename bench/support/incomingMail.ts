import { randomBytes } from 'node:crypto';
import MailComposer from 'nodemailer/lib/mail-composer';
import { prose } from './prose';

const KILOBYTE = 1024;

/**
 * Messages of 23 KB as they lie in a mailbox: text, HTML and a small file. Each has its own
 * Message-ID and subject; what is inside is the same, so that making 10,000 takes no time.
 */
export async function incomingMail(): Promise<(index: number) => Buffer> {
	const { text, html } = prose(7.5 * KILOBYTE);
	const file = { filename: 'receipt.pdf', content: randomBytes(4 * KILOBYTE) };
	const composer = new MailComposer({
		from: 'Shop <shop@example.test>',
		to: 'Customer <customer@example.test>',
		subject: 'PLACEHOLDER',
		messageId: '<PLACEHOLDER@example.test>',
		text,
		html,
		attachments: [file],
	});
	const message = (await composer.compile().build()).toString('latin1');
	return (index) => Buffer.from(message.replaceAll('PLACEHOLDER', `order-${index}`), 'latin1');
}
