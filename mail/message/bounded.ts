import { boundedHeader } from './boundedHeader';
import { MAX_BODY_BYTES, MAX_PART_HEADER_BYTES, MAX_PARTS } from './limits';

/** As much of a message as is read, and the names of the fields that are not whole in it. */
export interface BoundedMessage {
	bytes: Buffer;
	headerLength: number;
	cut: string[];
}

/**
 * Bounds the header, the length and the number of parts of a message before a parser sees it, in
 * one pass and linear time. Parts within parts are bounded by the number of all: each level has a
 * line of its own. What a bound cuts off is the end, which leaves every part before it readable.
 */
export function bounded(source: Buffer): BoundedMessage {
	const bodyStart = endOfHeader(source);
	const header = boundedHeader(source.subarray(0, bodyStart));
	const bodyEnd = endOfBody(source, bodyStart);
	const isWhole = bodyEnd === source.length;
	const headerLength = header.bytes.length;
	if (isWhole && header.isWhole) return { bytes: source, headerLength, cut: [] };
	return {
		headerLength,
		bytes: Buffer.concat([header.bytes, source.subarray(bodyStart, bodyEnd)]),
		cut: [...header.cut, ...(isWhole ? [] : ['text', 'html'])],
	};
}

/** Where the empty line behind a header ends; the end of the source where there is none. */
function endOfHeader(source: Buffer): number {
	if (source[0] === LF || (source[0] === CR && source[1] === LF)) return 0;
	const found = source.indexOf('\n\r\n');
	const end = found < 0 ? source.length : found + 3;
	const bare = source.subarray(0, end).indexOf('\n\n');
	return bare < 0 ? end : bare + 2;
}

const CR = 0x0d;
const LF = 0x0a;

/** Where the first part begins that is too many or has too long a header, or the length is reached. */
function endOfBody(source: Buffer, start: number): number {
	const end = Math.min(source.length, start + MAX_BODY_BYTES);
	const boundaries = new Set(boundariesIn(source.toString('latin1', 0, start)));
	let parts = 0;
	let at = boundaries.size === 0 ? -1 : source.indexOf('\n--', start - 1);
	for (; at >= 0 && at < end; at = source.indexOf('\n--', at + 3)) {
		const line = source.toString('latin1', at + 3, at + 3 + MAX_BOUNDARY_LENGTH + 1);
		const boundary = line.slice(0, line.search(/\s*(?:[\r\n]|$)/));
		if (!boundaries.has(boundary)) continue;
		const header = source.subarray(at + 1, at + 1 + MAX_PART_HEADER_BYTES);
		const headerEnd = endOfHeader(header);
		const isTooLong = headerEnd === MAX_PART_HEADER_BYTES;
		if (++parts > MAX_PARTS || isTooLong) return at + 1;
		for (const inner of boundariesIn(header.toString('latin1', 0, headerEnd))) {
			boundaries.add(inner);
		}
	}
	return end;
}

/** RFC 2046 §5.1.1 allows 70; programs in the wild write some more. */
const MAX_BOUNDARY_LENGTH = 200;

/** Whatever is called a boundary in a header: too many of them would do no harm. */
function boundariesIn(header: string): string[] {
	return [...header.matchAll(/boundary\s{0,9}=\s{0,9}(?:"([^"]{1,200})"|([^\s;"]{1,200}))/gi)].map(
		([, quoted, bare = '']) => quoted ?? bare,
	);
}
