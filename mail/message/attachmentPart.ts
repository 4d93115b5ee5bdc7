import { Readable } from 'node:stream';
import { headerText } from './headerText';
import type { OutgoingAttachment, OutgoingFile, OutgoingOriginal } from './outgoing';
import { wholeLines } from './wholeLines';

/** An attachment as nodemailer takes it. */
interface AttachmentPart {
	/** Anew for each time that the message is written. */
	open: () => object;
	/** Whether bytes over 127 stand in it unencoded. */
	eightBit: boolean;
}

/** @throws EnvelopeError INVALID_FIELD for a line break in a name */
export function attachmentPart(attachment: OutgoingAttachment): AttachmentPart {
	headerText('The file name of an attachment', attachment.fileName);
	return 'original' in attachment ? originalPart(attachment) : filePart(attachment);
}

function filePart({ fileName, mimeType, contentId, content }: OutgoingFile): AttachmentPart {
	headerText('The content ID of an attachment', contentId ?? '');
	const part = {
		filename: fileName,
		contentType: safeType(mimeType),
		cid: contentId,
		contentDisposition: contentId === undefined ? 'attachment' : 'inline',
		contentTransferEncoding: 'base64',
	};
	return {
		open: () => ({ ...part, content: Buffer.isBuffer(content) ? content : lazyStream(content) }),
		eightBit: false,
	};
}

/**
 * A whole message may not be encoded (RFC 2046 §5.2.1). One that cannot go out without (lines over
 * the 998 octets of RFC 5322 §2.1.1, which servers break or refuse, or NUL) goes as a plain file:
 * mail programs open it all the same, and every byte of it arrives.
 */
function originalPart({ fileName, original }: OutgoingOriginal): AttachmentPart {
	const content = wholeLines(original);
	const { isSendable, eightBit } = linesOf(content);
	if (!isSendable) {
		return filePart({ fileName, mimeType: 'application/octet-stream', content: original });
	}
	const part = {
		filename: fileName,
		contentType: 'message/rfc822',
		contentDisposition: 'attachment',
		contentTransferEncoding: eightBit ? '8bit' : '7bit',
		content,
	};
	return { open: () => ({ ...part }), eightBit };
}

function linesOf(bytes: Buffer): { isSendable: boolean; eightBit: boolean } {
	let longest = 0;
	let start = 0;
	for (let end = 0; end >= 0; start = end + 2) {
		end = bytes.indexOf('\r\n', start);
		longest = Math.max(longest, (end < 0 ? bytes.length : end) - start);
	}
	const isSendable = longest <= 998 && !bytes.includes(0);
	return { isSendable, eightBit: bytes.some((byte) => byte > 127) };
}

/**
 * A MIME type that may stand in the header. A whole message or multipart as a user's file goes as
 * plain bytes: RFC 2046 §5.2.1 forbids encoding it, and unencoded its line breaks would reach the
 * wire.
 */
function safeType(mimeType: string): string {
	const wellFormed = /^[\w.+-]+\/[\w.+-]+(; ?[\w-]+="?[\w.:+-]+"?)*$/.test(mimeType);
	const composite = /^(message|multipart)\//i.test(mimeType);
	return wellFormed && !composite ? mimeType : 'application/octet-stream';
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
