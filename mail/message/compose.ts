import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import MailComposer from 'nodemailer/lib/mail-composer';
import { EnvelopeError, toError } from '../errors';
import type { MailAddress } from './address';
import { attachmentPart } from './attachmentPart';
import { customHeader, priorityHeaders } from './headers';
import { headerText } from './headerText';
import { textOfHtml } from './htmlText';
import { calendarRequest } from './content/invitation';
import { listUnsubscribe } from './content/listUnsubscribe';
import { mimeText } from './mimeText';
import type { OutgoingMessage } from './outgoing';

/** As much as a stream buffers by default. */
const PIECE_BYTES = 64 * 1024;

export interface ComposedMessage {
	messageId: string;
	/** Of a redirected message, which keeps the Message-ID of its author: the Resent-Message-ID. */
	resentId?: string;
	/** Holds bytes over 127 that are not encoded (RFC 6152). */
	eightBit?: boolean;
	/** The MIME message; each call gives a new stream, so that an attempt can be repeated. */
	stream(): Readable;
}

/**
 * Writes a message as MIME (RFC 5322, 2045). Attachments are read while the stream is, never
 * whole. No path and no URL is ever read: every content is ours, and nodemailer is told so too.
 *
 * @param options.keepBcc for a draft, where Bcc must survive; never for a message that is sent
 * @throws EnvelopeError INVALID_FIELD
 */
export function compose(message: OutgoingMessage, options: { keepBcc: boolean }): ComposedMessage {
	const headers = [
		...priorityHeaders(message.priority),
		...listUnsubscribe(message.unsubscribe ?? ''),
		...message.headers.map(customHeader),
	];
	const references = message.inReplyTo && [
		...message.inReplyTo.references,
		message.inReplyTo.messageId,
	];
	const fields = {
		messageId: headerText('Message-ID', message.messageId),
		date: message.date,
		from: named('From', message.from),
		replyTo: message.replyTo.map((address) => named('Reply-To', address)),
		to: message.to.map((address) => named('To', address)),
		cc: message.cc.map((address) => named('Cc', address)),
		bcc: options.keepBcc ? message.bcc.map((address) => named('Bcc', address)) : [],
		subject: headerText('Subject', message.subject),
		text: wholeLines(textOf(message)),
		html: message.html === undefined ? undefined : wholeLines(message.html),
		headers,
		inReplyTo: message.inReplyTo && headerText('In Reply To', message.inReplyTo.messageId),
		references: references?.map((id) => headerText('References', id)),
		icalEvent: message.invitation && {
			method: 'REQUEST',
			filename: 'invite.ics',
			content: calendarRequest(message, message.invitation),
		},
		// Chosen once, so that each stream has the same bytes, and by chance, so that no text can
		// hold it.
		baseBoundary: randomUUID(),
		disableFileAccess: true,
		disableUrlAccess: true,
	};
	const parts = message.attachments.map(attachmentPart);
	return {
		messageId: message.messageId,
		eightBit: parts.some(({ eightBit }) => eightBit),
		stream: () => {
			const attachments = parts.map(({ open }) => open());
			const node = new MailComposer({ ...fields, attachments }).compile();
			node.keepBcc = options.keepBcc;
			return attachments.length > 0
				? node.createReadStream()
				: Readable.from(pieces(mimeText(node)), { objectMode: false });
		},
	};
}

/** nodemailer writes no part for an empty text, so that there would be HTML alone. */
function textOf({ text = '', html = '' }: OutgoingMessage): string {
	return text.trim() === '' && html !== '' ? textOfHtml(html) : text;
}

/** Not in one, so that what was read of a long message tells how far it came. */
function* pieces(bytes: Buffer): Generator<Buffer> {
	for (let start = 0; start < bytes.length; start += PIECE_BYTES) {
		yield bytes.subarray(start, start + PIECE_BYTES);
	}
}

function named(field: string, { name, address }: MailAddress) {
	return { name: headerText(`The name in ${field}`, name), address };
}

/**
 * RFC 5322 §2.3: CR and LF only occur together. nodemailer mends that on the way to an SMTP server,
 * but not for a draft.
 */
function wholeLines(text: string): string {
	return text.replace(/\r\n?|\n/g, '\r\n');
}

/** The error for content that could not be read while the message was written. */
export function unreadableContent(error: Error): EnvelopeError {
	if (error instanceof EnvelopeError) return error;
	return new EnvelopeError(
		'ATTACHMENT_MISSING',
		`An attachment could not be read: ${error.message}`,
		{
			phase: 'compose',
			remedy: 'Check that the file still exists where n8n keeps its binary data.',
		},
	);
}

/** The whole message in memory, for IMAP, which wants its length first. @throws EnvelopeError */
export async function messageBytes(message: ComposedMessage): Promise<Buffer> {
	try {
		return Buffer.concat(await message.stream().toArray());
	} catch (error) {
		throw unreadableContent(toError(error));
	}
}
