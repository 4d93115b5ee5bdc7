import type { Readable } from 'node:stream';
import type { SizeLimit } from '../../../mail/imap/attachment';
import type { Attachment, Message } from '../../../mail/message/model';
import type { FileSettings } from './fileOptions';
import { safeFileName } from './fileName';
import { matches } from './pattern';

/** Where the bytes of a message come from. */
export interface OpenPieces {
	/** The stream fails where there is more than is allowed. */
	attachment(attachment: Attachment, limit: SizeLimit): Promise<Readable>;
	/** The whole message as it came. */
	eml(): Readable;
}

/** A file that is to become a binary field. */
export interface WantedFile {
	/** Of the item, such as `attachment_0`. */
	field: string;
	fileName: string;
	mimeType: string;
	/** What it is in the message; undefined where it is the message. */
	attachment?: Attachment;
	/** @throws EnvelopeError */
	open: () => Promise<Readable>;
}

/** The message itself as a file. */
export function wholeMessage({ subject }: Message, open: OpenPieces): WantedFile {
	return {
		field: 'message',
		fileName: `${safeFileName(subject, 'message')}.eml`,
		mimeType: 'message/rfc822',
		open: async () => open.eml(),
	};
}

/**
 * The attachments that are wanted, files and inline images counted apart: `attachment_0` is the
 * first file that is wanted, also where it then cannot be had.
 */
export function attachmentFiles(
	attachments: Attachment[],
	settings: FileSettings,
	open: OpenPieces,
): WantedFile[] {
	const { maxBytes } = settings;
	const limit = { maxBytes, remedy: 'Raise "Largest Attachment" under Options.' };
	const count = { attachment: 0, inline: 0 };
	const files: WantedFile[] = [];
	for (const attachment of attachments) {
		const fileName = safeFileName(attachment.fileName, 'attachment');
		const mimeType = plainType(attachment.mimeType);
		if (attachment.inline && !settings.inline) continue;
		if (!fits(fileName, settings.names) || !fits(mimeType, settings.types)) continue;
		const kind = attachment.inline ? 'inline' : 'attachment';
		files.push({
			field: `${kind}_${count[kind]++}`,
			fileName,
			mimeType,
			attachment,
			open: () => open.attachment(attachment, limit),
		});
	}
	return files;
}

function fits(text: string, patterns: string[]): boolean {
	return patterns.length === 0 || patterns.some((pattern) => matches(pattern, text));
}

/** Type and subtype without parameters (RFC 2045 §5.1); for what is none, as browsers say. */
function plainType(mimeType: string): string {
	const [type = ''] = mimeType.toLowerCase().split(';');
	return /^[\w.+-]+\/[\w.+-]+$/.test(type.trim()) ? type.trim() : 'application/octet-stream';
}
