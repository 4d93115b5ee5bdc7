import { randomUUID } from 'node:crypto';
import { endOfHeader } from './delimiters';
import { fieldsIn, nameOf, valueOf, withFields } from './headerFields';
import { MAX_PART_DEPTH, MAX_PARTS } from './limits';

/** A message or a part of one as it is written (RFC 2045), to be put together anew. */
export interface Entity {
	/** Its header fields, each with its line breaks, in latin1. */
	fields: string[];
	/** What is behind the header, byte for byte. */
	body: Buffer;
	/** Of a multipart; a message in a message is a file, as in BODYSTRUCTURE. */
	parts: Entity[];
	/** As IMAP counts the parts (RFC 3501 §6.4.5); '' for a multipart that is the whole message. */
	number: string;
}

const CRLF = '\r\n';

/**
 * Takes a message apart. What is too deep, or one of too many parts, stays whole.
 *
 * @param source with CR and LF together
 */
export function readTree(source: Buffer): Entity {
	const room = { parts: MAX_PARTS };
	const root = entityIn(source, '', room, 0);
	return root.parts.length > 0 ? root : { ...root, number: '1' };
}

function entityIn(source: Buffer, number: string, room: { parts: number }, depth: number): Entity {
	const end = endOfHeader(source);
	const fields = fieldsIn(source.toString('latin1', 0, end));
	const body = source.subarray(end);
	const boundary = depth < MAX_PART_DEPTH ? boundaryIn(fields) : undefined;
	const pieces = boundary === undefined ? [] : piecesOf(body, boundary);
	room.parts -= pieces.length;
	if (room.parts < 0) return { fields, body, parts: [], number };
	const parts = pieces.map((piece, index) => {
		const ownNumber = number === '' ? `${index + 1}` : `${number}.${index + 1}`;
		return entityIn(piece, ownNumber, room, depth + 1);
	});
	return { fields, body, parts, number };
}

/** What stands between the delimiter lines of a multipart (RFC 2046 §5.1.1). */
function piecesOf(body: Buffer, boundary: string): Buffer[] {
	const pieces: Buffer[] = [];
	const mark = `--${boundary}`;
	let start = -1;
	for (let at = body.indexOf(mark); at >= 0; at = body.indexOf(mark, at + mark.length)) {
		if (at > 0 && body[at - 1] !== 0x0a) continue;
		const lineEnd = body.indexOf('\n', at);
		const line = body.toString('latin1', at, lineEnd < 0 ? body.length : lineEnd);
		const rest = line.slice(mark.length).trimEnd();
		if (rest !== '' && rest !== '--') continue;
		if (start >= 0) pieces.push(withoutLineBreak(body.subarray(start, at)));
		start = lineEnd < 0 ? body.length : lineEnd + 1;
		if (rest === '--') return pieces;
	}
	// What has no end is as long as there is something.
	if (start >= 0) pieces.push(body.subarray(start));
	return pieces;
}

/** The one before a delimiter belongs to that. */
function withoutLineBreak(bytes: Buffer): Buffer {
	const end = bytes.length;
	if (end === 0 || bytes[end - 1] !== 0x0a) return bytes;
	return bytes.subarray(0, bytes[end - 2] === 0x0d ? end - 2 : end - 1);
}

const boundaryParameter = /;\s*boundary\s*=\s*(?:"([^"]{1,200})"|([^\s;"]{1,200}))/i;

function boundaryIn(fields: string[]): string | undefined {
	const type = contentType(fields);
	if (!/^multipart\//i.test(type)) return undefined;
	const [, quoted, bare] = boundaryParameter.exec(type) ?? [];
	return quoted ?? bare;
}

function contentType(fields: string[]): string {
	const field = fields.findLast((one) => nameOf(one) === 'content-type');
	return field === undefined ? 'text/plain' : valueOf(field);
}

/** The MIME type of an entity in lower case, without its parameters. */
export function typeOf({ fields }: Entity): string {
	return (contentType(fields).split(';', 1)[0] ?? '').trim().toLowerCase();
}

/** Whether a person reads it as the message; a text with a name is a file. */
export function isText(entity: Entity): boolean {
	const type = typeOf(entity);
	if (type !== 'text/plain' && type !== 'text/html') return false;
	const described = entity.fields.filter((field) =>
		['content-type', 'content-disposition'].includes(nameOf(field)),
	);
	return !described.some((field) =>
		/^content-disposition\s*:\s*attachment|[;\s](?:file)?name(?:\*\d*\*?)?\s*=/i.test(field),
	);
}

/** All that is no multipart. */
export function leavesOf(entity: Entity): Entity[] {
	return entity.parts.length > 0 ? entity.parts.flatMap(leavesOf) : [entity];
}

/** A multipart of what is given, between boundaries by chance, which no part can hold. */
export function multipartOf(subtype: string, parts: Entity[]): Entity {
	const boundary = `envelope-${randomUUID()}`;
	const field = `Content-Type: multipart/${subtype}; boundary="${boundary}"${CRLF}`;
	return { fields: [field], body: joined(parts, boundary), parts, number: '' };
}

/** A multipart with other parts, and else as it was. */
export function withParts(entity: Entity, parts: Entity[]): Entity {
	const boundary = `envelope-${randomUUID()}`;
	const type = contentType(entity.fields).replace(
		boundaryParameter,
		() => `; boundary="${boundary}"`,
	);
	const field = `Content-Type: ${type}${CRLF}`;
	const fields = withFields(entity.fields, new Map([['content-type', [field]]]));
	return { ...entity, fields, parts, body: joined(parts, boundary) };
}

function joined(parts: Entity[], boundary: string): Buffer {
	const delimiter = Buffer.from(`--${boundary}${CRLF}`);
	const pieces = parts.flatMap((part) => [delimiter, written(part), Buffer.from(CRLF)]);
	return Buffer.concat([...pieces, Buffer.from(`--${boundary}--${CRLF}`)]);
}

/** The bytes of an entity. */
export function written({ fields, body }: Entity): Buffer {
	return Buffer.concat([Buffer.from(`${fields.join('')}${CRLF}`, 'latin1'), body]);
}
