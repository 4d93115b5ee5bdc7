import { randomUUID } from 'node:crypto';
import type { FetchMessageObject, MessageStructureObject } from 'imapflow';
import {
	MAX_HEADER_BYTES,
	MAX_TEXT_PART_BYTES,
	MAX_TEXT_PARTS,
	MAX_WHOLE_FETCH,
} from '../message/limits';
import type { Connection } from './connection';
import { isText, partOf, readStructure } from './structure';
import { fetchOf } from './usable';

const CRLF = '\r\n';

/** What of a message is parsed, and whether text was left out of it. */
export interface ReadableBytes {
	bytes: Buffer;
	cut: boolean;
}

/**
 * A message as it is parsed: whole where it is small, else without its files.
 *
 * @param data with the first MAX_WHOLE_FETCH bytes of the message
 * @returns undefined where the message is gone meanwhile
 */
export async function readableBytes(
	connection: Connection,
	data: FetchMessageObject,
): Promise<ReadableBytes | undefined> {
	const whole = wholeOf(data);
	if (whole) return { bytes: whole, cut: false };
	const { uid, source = Buffer.alloc(0), bodyStructure } = data;
	if (!bodyStructure) return { bytes: source, cut: true };
	const parts = partsOf(connection, uid);
	if (bodyStructure.childNodes) return withoutFiles(source, bodyStructure, parts);
	const hasText = readStructure(bodyStructure).textParts.length > 0;
	const hasBody = source.includes(`${CRLF}${CRLF}`);
	return hasBody || !hasText ? { bytes: source, cut: hasText } : behindHeader(source, parts);
}

/** All bytes of a message, where its first MAX_WHOLE_FETCH are that. */
export function wholeOf({ source, size }: FetchMessageObject): Buffer | undefined {
	if (!source) return undefined;
	const isWhole = size === undefined ? source.length < MAX_WHOLE_FETCH : source.length >= size;
	return isWhole ? source : undefined;
}

/** Undefined where the message is gone. */
type Parts = (names: string[]) => Promise<Map<string, Buffer> | undefined>;

function partsOf(connection: Connection, uid: number): Parts {
	return async (names) => {
		const bodyParts = names.map((key) => ({ key, start: 0, maxLength: MAX_TEXT_PART_BYTES }));
		const [fetched] = await fetchOf(connection, [uid], { bodyParts });
		return fetched && (fetched.bodyParts ?? new Map<string, Buffer>());
	};
}

/** A message of one part whose text is behind a header longer than what was fetched. */
async function behindHeader(source: Buffer, partsOfIt: Parts): Promise<ReadableBytes | undefined> {
	const parts = await partsOfIt(['text']);
	if (!parts) return undefined;
	const text = parts.get('text');
	const bytes = joined([headerOf(source), CRLF, text ?? '']);
	return { bytes, cut: !isWholePart(text) };
}

/** The header and the text parts, each bounded, in multiparts as they were: what is whose alternative. */
async function withoutFiles(
	source: Buffer,
	structure: MessageStructureObject,
	partsOfIt: Parts,
): Promise<ReadableBytes | undefined> {
	const { textParts } = readStructure(structure);
	const read = textParts.slice(0, MAX_TEXT_PARTS);
	const parts = await partsOfIt(read.flatMap((part) => [`${part}.mime`, part]));
	if (!parts) return undefined;
	const header = headerOf(source).replace(/^content-[^\r\n]*\r\n(?:[ \t][^\r\n]*\r\n)*/gim, '');
	const bytes = joined([header, ...(entity(structure, new Set(read), parts) ?? [CRLF])]);
	const cut = read.length < textParts.length || read.some((part) => !isWholePart(parts.get(part)));
	return { bytes, cut };
}

type Pieces = (string | Buffer)[];

/** A part with its header; undefined where there is nothing of it to read. */
function entity(
	node: MessageStructureObject,
	read: Set<string>,
	parts: Map<string, Buffer>,
): Pieces | undefined {
	const part = partOf(node);
	if (!node.type.startsWith('multipart/')) {
		if (!isText(node) || !read.has(part)) return undefined;
		return [parts.get(`${part}.mime`) ?? CRLF, parts.get(part) ?? ''];
	}
	const children = (node.childNodes ?? []).flatMap((child) => {
		const pieces = entity(child, read, parts);
		return pieces ? [pieces] : [];
	});
	if (children.length === 0) return undefined;
	const subtype = node.type === 'multipart/alternative' ? 'alternative' : 'mixed';
	// By chance, so that no text can end it.
	const boundary = randomUUID();
	return [
		`Content-Type: multipart/${subtype}; boundary="${boundary}"${CRLF}${CRLF}`,
		...children.flatMap((pieces) => [`--${boundary}${CRLF}`, ...pieces, CRLF]),
		`--${boundary}--${CRLF}`,
	];
}

function joined(pieces: Pieces): Buffer {
	return Buffer.concat(
		pieces.map((piece) => (typeof piece === 'string' ? Buffer.from(piece, 'latin1') : piece)),
	);
}

/** @param text undefined where the server gave none for a part that it had listed */
function isWholePart(text: Buffer | undefined): boolean {
	return text !== undefined && text.length < MAX_TEXT_PART_BYTES;
}

/** The header fields with their last line break, or the whole lines of a part of them. */
function headerOf(source: Buffer): string {
	const end = source.indexOf(`${CRLF}${CRLF}`);
	const lastLine = end < 0 ? source.lastIndexOf(CRLF, MAX_HEADER_BYTES) : end;
	return lastLine < 0 ? '' : source.toString('latin1', 0, lastLine + CRLF.length);
}
