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

/** What new messages, answers and forwarded ones share. */
export interface OutgoingContent {
	from: MailAddress;
	replyTo: MailAddress[];
	cc: MailAddress[];
	bcc: MailAddress[];
	text?: string;
	html?: string;
	attachments: OutgoingAttachment[];
	headers: { name: string; value: string }[];
	priority: 'high' | 'normal' | 'low';
}

/** A message to be composed, by every operation alike. */
export interface OutgoingMessage extends OutgoingContent {
	/** With angle brackets; ours, and fixed before the first attempt. */
	messageId: string;
	date: Date;
	to: MailAddress[];
	subject: string;
	/** The message this one answers (RFC 5322 §3.6.4). */
	inReplyTo?: { messageId: string; references: string[] };
}
