import type { MailAddress } from './address';
import type { Authentication } from './reading/authentication';
import type { Kind } from './reading/kind';
import type { DeceptiveLink } from './reading/link';

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
	kind: Kind;
	/** Verdicts of the account's own server on where the message comes from. */
	authentication: Authentication;
	/**
	 * The plain text, or the HTML as text where there is none; without what no person sees, and with
	 * the target beside a link that lies about it.
	 */
	text: string;
	/** What of the text the person wrote now: without quoted history and signature. */
	reply: string;
	html: string | null;
	/** What the HTML, the text or the subject holds and no person sees. */
	hiddenText: string[];
	/** Links that name another host than they lead to. */
	deceptiveLinks: DeceptiveLink[];
	/** The header's fields by their name in lower case, from the top; only where it was asked for. */
	headers?: Record<string, string[]>;
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
