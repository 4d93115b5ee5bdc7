import type { MailAddress } from './address';

/** A file in a message, described without being fetched. */
export interface Attachment {
	/** The IMAP part number (RFC 3501 §6.4.5), such as `2` or `1.3`. */
	id: string;
	fileName: string;
	mimeType: string;
	/** Bytes once decoded, estimated from the encoded size that the server tells. */
	size: number;
	/** True where it is shown inside the HTML. */
	inline: boolean;
	contentId: string | null;
}

/** What the header and the text parts say. */
export interface MessageContent {
	messageId: string | null;
	inReplyTo: string | null;
	references: string[];
	from: MailAddress[];
	replyTo: MailAddress[];
	to: MailAddress[];
	cc: MailAddress[];
	bcc: MailAddress[];
	subject: string;
	/** ISO 8601 in UTC, from the Date field, which strangers write. */
	date: string | null;
	/** The plain text, or the HTML as text where there is none. */
	text: string;
	html: string | null;
	/** The names of the fields that were cut to their limit. */
	truncated: string[];
	/** Why the message could not be read, where it could not. */
	parseError?: string;
}

/** A message, in the one shape in which Envelope gives it out. */
export interface Message extends MessageContent {
	/** Its handle, `<uid>.<uidValidity>.<folder>`. */
	id: string;
	uid: number;
	folder: string;
	/** The server's own (Gmail, OBJECTID), else the Message-ID that the conversation began with. */
	threadId: string | null;
	/** ISO 8601 in UTC: when the server got it (INTERNALDATE). */
	receivedAt: string | null;
	/** The beginning of the text in one line. */
	snippet: string;
	flags: string[];
	/** Gmail's. */
	labels: string[];
	/** Bytes, of the whole message. */
	size: number;
	attachments: Attachment[];
}
