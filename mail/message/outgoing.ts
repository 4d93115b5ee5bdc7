import type { Readable } from 'node:stream';
import type { MailAddress } from './address';

/** A file to send. Its bytes are asked for only when the message is written. */
export interface OutgoingAttachment {
	fileName: string;
	mimeType: string;
	/** Shown in the HTML where this is referred to as `cid:…`. */
	contentId?: string;
	content: Buffer | (() => Promise<Readable>);
}

/** A message to be composed, by Send and Draft alike. */
export interface OutgoingMessage {
	/** With angle brackets; ours, and fixed before the first attempt. */
	messageId: string;
	date: Date;
	from: MailAddress;
	replyTo: MailAddress[];
	to: MailAddress[];
	cc: MailAddress[];
	bcc: MailAddress[];
	subject: string;
	text?: string;
	html?: string;
	attachments: OutgoingAttachment[];
	headers: { name: string; value: string }[];
	priority: 'high' | 'normal' | 'low';
	/** The message this one answers (RFC 5322 §3.6.4). */
	inReplyTo?: { messageId: string; references: string[] };
}
