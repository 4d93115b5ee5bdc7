import type { Readable } from 'node:stream';
import type { MailAddress } from './address';

/** A file to send. Its bytes are asked for only when the message is written. */
export interface OutgoingFile {
	fileName: string;
	mimeType: string;
	/** Shown in the HTML where this is referred to as `cid:…`. */
	contentId?: string;
	content: Buffer | (() => Promise<Readable>);
}

/** A message from the mailbox to send as a message (RFC 2046 §5.2.1), signature and all. */
export interface OutgoingOriginal {
	/** Such as `Your order.eml`. */
	fileName: string;
	/** Only what we fetched ourselves: it is written as it is. */
	original: Buffer;
}

export type OutgoingAttachment = OutgoingFile | OutgoingOriginal;

/** A meeting to which the recipients in To and CC are invited by the sender. */
export interface Invitation {
	/** The subject of the message where it is empty. */
	title: string;
	start: Date;
	end: Date;
	location: string;
	description: string;
	/** Which event it is, where an earlier invitation is changed; empty for a new one. */
	eventId: string;
	/** How often the event was changed. */
	sequence: number;
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
	invitation?: Invitation;
	/** Where to leave the list: an https: address, a mailto: address, or both with a comma. */
	unsubscribe?: string;
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
