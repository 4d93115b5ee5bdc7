import { Readable } from 'node:stream';
import MailComposer from 'nodemailer/lib/mail-composer';
import { EnvelopeError, toError } from '../errors';
import type { MailAddress } from './address';
import { customHeader, priorityHeaders } from './headers';
import { headerText } from './headerText';
import { textOfHtml } from './htmlText';
import { mimeText } from './mimeText';
import type { OutgoingAttachment, OutgoingMessage } from './outgoing';

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
	const headers = [...priorityHeaders(message.priority), ...message.headers.map(customHeader)];
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
		text: wholeLines(message.text ?? textOfHtml(message.html ?? '')),
		html: message.html === undefined ? undefined : wholeLines(message.html),
		headers,
		inReplyTo: message.inReplyTo && headerText('In Reply To', message.inReplyTo.messageId),
		references: references?.map((id) => headerText('References', id)),
		disableFileAccess: true,
		disableUrlAccess: true,
	};
	message.attachments.forEach(checkAttachment);
	return {
		messageId: message.messageId,
		stream: () => {
			const attachments = message.attachments.map(nodemailerAttachment);
			const node = new MailComposer({ ...fields, attachments }).compile();
			node.keepBcc = options.keepBcc;
			return attachments.length > 0
				? node.createReadStream()
				: Readable.from(pieces(mimeText(node)), { objectMode: false });
		},
	};
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

function checkAttachment({ fileName, contentId }: OutgoingAttachment): void {
	headerText('The file name of an attachment', fileName);
	headerText('The content ID of an attachment', contentId ?? '');
}

/**
 * A MIME type that may stand in the header. A whole message or multipart as a file goes as plain
 * bytes: RFC 2046 §5.2.1 forbids encoding it, and unencoded its line breaks would reach the wire.
 */
function safeType(mimeType: string): string {
	const wellFormed = /^[\w.+-]+\/[\w.+-]+(; ?[\w-]+="?[\w.:+-]+"?)*$/.test(mimeType);
	const composite = /^(message|multipart)\//i.test(mimeType);
	return wellFormed && !composite ? mimeType : 'application/octet-stream';
}

function nodemailerAttachment({ fileName, mimeType, contentId, content }: OutgoingAttachment) {
	return {
		filename: fileName,
		contentType: safeType(mimeType),
		cid: contentId,
		contentDisposition: contentId === undefined ? 'attachment' : 'inline',
		contentTransferEncoding: 'base64',
		content: Buffer.isBuffer(content) ? content : lazyStream(content),
	};
}

/** Opens the file at the first read, so that a message that is never written opens nothing. */
function lazyStream(open: () => Promise<Readable>): Readable {
	return Readable.from(
		(async function* () {
			yield* await open();
		})(),
		{ objectMode: false },
	);
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
