import type { Readable } from 'node:stream';
import type { FetchMessageObject } from 'imapflow';
import { EnvelopeError } from '../errors';
import { formatHandle } from '../message/handle';
import {
	MAX_ATTACHMENTS,
	MAX_HEADER_BYTES,
	MAX_TEXT_PART_BYTES,
	MAX_TEXT_PARTS,
	MAX_WHOLE_FETCH,
} from '../message/limits';
import type { Attachment, Message } from '../message/model';
import { isoDate, type ParseOptions, parseMessage, snippetOf } from '../message/parse';
import type { Connection } from './connection';
import { readStructure } from './structure';

const CRLF = '\r\n';

/** What is read of a message besides what is always read. */
export type FetchOptions = Pick<ParseOptions, 'trustedServers' | 'headers'>;

/**
 * Messages of the open folder, in one round trip and one more for each large one. Nothing is
 * marked as read.
 *
 * @param uids ascending; one that is gone meanwhile is left out of the result
 */
export async function fetchMessages(
	connection: Connection,
	uids: number[],
	options: FetchOptions = {},
): Promise<Message[]> {
	if (uids.length === 0) return [];
	const mailbox = connection.mailbox;
	if (!mailbox) throw new EnvelopeError('UNEXPECTED', 'No folder is open', { phase: 'fetch' });
	const fetched = await connection.fetchAll(
		uids.join(','),
		{
			uid: true,
			flags: true,
			size: true,
			internalDate: true,
			bodyStructure: true,
			labels: connection.capabilities.has('X-GM-EXT-1'),
			threadId: true,
			source: { start: 0, maxLength: MAX_WHOLE_FETCH },
		},
		{ uid: true },
	);
	const wanted = new Set(uids);
	const messages: Message[] = [];
	for (const data of fetched.sort((a, b) => a.uid - b.uid)) {
		// Without what was asked for, the server only tells that flags were changed (RFC 3501 §7.4.2).
		if (!wanted.has(data.uid) || data.size === undefined) continue;
		messages.push(await messageOf(data, await readableBytes(connection, data), mailbox, options));
	}
	return messages;
}

/** What of a message is parsed, and whether text was left out of it. */
interface ReadableBytes {
	bytes: Buffer;
	cut: boolean;
	/** Put together here from some of its parts. */
	isOurs?: boolean;
}

async function readableBytes(
	connection: Connection,
	data: FetchMessageObject,
): Promise<ReadableBytes> {
	const { source = Buffer.alloc(0), size = 0, bodyStructure } = data;
	if (source.length >= size) return { bytes: source, cut: false };
	const { textParts } = readStructure(bodyStructure);
	if (!bodyStructure?.childNodes) return { bytes: source, cut: textParts.length > 0 };
	const read = textParts.slice(0, MAX_TEXT_PARTS);
	const { bytes, cut } = await withoutAttachments(connection, data.uid, source, read);
	return { bytes, cut: cut || read.length < textParts.length, isOurs: true };
}

async function messageOf(
	data: FetchMessageObject,
	{ bytes, cut, isOurs }: ReadableBytes,
	mailbox: { path: string; uidValidity: bigint },
	options: FetchOptions,
): Promise<Message> {
	const { attachments, types } = readStructure(data.bodyStructure);
	// The Content-Type of a message without its files is ours.
	const own = isOurs ? { parts: types } : {};
	const content = await parseMessage(bytes, { ...options, ...own });
	const left = attachments.length > MAX_ATTACHMENTS ? ['attachments'] : [];
	const place = { uid: data.uid, uidValidity: String(mailbox.uidValidity), folder: mailbox.path };
	return {
		id: formatHandle(place),
		uid: data.uid,
		folder: mailbox.path,
		...content,
		truncated: [...new Set([...content.truncated, ...(cut ? ['text'] : []), ...left])],
		threadId: data.threadId ?? content.references[0] ?? content.inReplyTo ?? content.messageId,
		receivedAt: isoDate(data.internalDate),
		snippet: snippetOf(content.text),
		flags: [...(data.flags ?? [])],
		labels: [...(data.labels ?? [])],
		size: data.size ?? 0,
		attachments: attachments.slice(0, MAX_ATTACHMENTS),
	};
}

/**
 * A large message as if it had no attachments: its header and text parts, each bounded, put
 * together as one multipart that is read like any other message. It is a multipart/alternative,
 * because in another one mailparser adds the plain text to the HTML.
 */
async function withoutAttachments(
	connection: Connection,
	uid: number,
	source: Buffer,
	textParts: string[],
): Promise<ReadableBytes> {
	const fetched = await connection.fetchOne(
		String(uid),
		{
			bodyParts: textParts.flatMap((part) => [
				`${part}.mime`,
				{ key: part, start: 0, maxLength: MAX_TEXT_PART_BYTES },
			]),
		},
		{ uid: true },
	);
	const parts = fetched ? fetched.bodyParts : undefined;
	const boundary = `envelope-${uid}-${Date.now()}`;
	const pieces = textParts.flatMap((part) => [
		`${CRLF}--${boundary}${CRLF}`,
		parts?.get(`${part}.mime`) ?? CRLF,
		parts?.get(part) ?? '',
	]);
	const bytes = Buffer.concat(
		[
			headerOf(source).replace(/^content-[^\r\n]*\r\n(?:[ \t][^\r\n]*\r\n)*/gim, ''),
			`Content-Type: multipart/alternative; boundary="${boundary}"${CRLF}${CRLF}`,
			...pieces,
			`${CRLF}--${boundary}--${CRLF}`,
		].map((piece) => (typeof piece === 'string' ? Buffer.from(piece, 'latin1') : piece)),
	);
	const cut = textParts.some((part) => !isWhole(parts?.get(part)));
	return { bytes, cut };
}

/** @param text undefined where the server gave none for a part that it had listed */
function isWhole(text: Buffer | undefined): boolean {
	return text !== undefined && text.length < MAX_TEXT_PART_BYTES;
}

/** The header fields with their last line break, or the whole lines of a part of them. */
function headerOf(source: Buffer): string {
	const end = source.indexOf(`${CRLF}${CRLF}`);
	const lastLine = end < 0 ? source.lastIndexOf(CRLF, MAX_HEADER_BYTES) : end;
	return lastLine < 0 ? '' : source.toString('latin1', 0, lastLine + CRLF.length);
}

/**
 * The decoded bytes of an attachment in the open folder.
 *
 * @param maxBytes the stream ends there at the latest
 * @throws EnvelopeError MESSAGE_NOT_FOUND
 */
export async function downloadAttachment(
	connection: Connection,
	uid: number,
	attachment: Attachment,
	maxBytes: number,
): Promise<Readable> {
	const { content } = await connection.download(String(uid), attachment.id, {
		uid: true,
		maxBytes,
	});
	if (content) return content;
	throw new EnvelopeError('MESSAGE_NOT_FOUND', `The attachment ${attachment.fileName} is gone`, {
		phase: 'fetch',
	});
}
