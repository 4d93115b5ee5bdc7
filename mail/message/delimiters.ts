import { MAX_PART_DEPTH, MAX_PART_HEADER_BYTES } from './limits';

/** A line between the parts of a message (RFC 2046 §5.1.1). */
interface Delimiter {
	/** Where it begins, and where its line break does. */
	start: number;
	end: number;
	/** The same for a parser that knows but one multipart and the one around it, if it differs. */
	rewritten: string | undefined;
	/** Whether the part behind it is too deep or has too long a header. */
	opensTooMuch: boolean;
	/** Where the content of the part behind it begins, where that is a file for certain. */
	fileStart: number | undefined;
}

/** A multipart that may have more parts. */
interface OpenMultipart {
	boundary: string;
	hasParts: boolean;
}

/** RFC 2046 §5.1.1 allows 70; programs in the wild write some more. */
const MAX_BOUNDARY_LENGTH = 200;

/** @param bodyStart where the header of the message ends */
export function* delimitersIn(source: Buffer, bodyStart: number): Generator<Delimiter> {
	const open: OpenMultipart[] = [];
	const enter = (header: string) => {
		const boundary = boundaryIn(header);
		if (boundary !== undefined) open.push({ boundary, hasParts: false });
	};
	enter(source.toString('latin1', 0, bodyStart));
	let at = source.indexOf('\n--', Math.max(bodyStart - 1, 0));
	for (; at >= 0 && open.length > 0; at = source.indexOf('\n--', at + 3)) {
		const start = at + 1;
		const line = lineAt(source, start);
		const [level, tail] = levelOf(line.trimEnd().slice(2), open);
		const multipart = open[level];
		if (!multipart) continue;
		const unclosed = open.splice(level + 1).reverse();
		const closing = unclosed.map(({ boundary }) => `--${boundary}--\r\n`).join('');
		const rewritten = `${closing}--${multipart.boundary}${tail}`;
		const end = start + line.length;
		if (tail !== '' && multipart.hasParts) open.pop();
		let opensTooMuch = false;
		let fileStart: number | undefined;
		if (tail === '') {
			multipart.hasParts = true;
			const headerStart = end + (source[end] === 0x0d ? 2 : 1);
			const rest = source.subarray(headerStart, headerStart + MAX_PART_HEADER_BYTES);
			const length = endOfHeader(rest);
			const header = rest.toString('latin1', 0, length);
			enter(header);
			if (isFile(header)) fileStart = headerStart + length;
			opensTooMuch = length === MAX_PART_HEADER_BYTES || open.length > MAX_PART_DEPTH;
		}
		const changed = rewritten === line ? undefined : rewritten;
		yield { start, end, rewritten: changed, opensTooMuch, fileStart };
	}
}

/** Which multipart a line belongs to, -1 for none, and what is behind the boundary. */
function levelOf(text: string, open: OpenMultipart[]): [number, '' | '--'] {
	const level = open.findLastIndex(({ boundary }) => boundary === text);
	if (level >= 0 || !text.endsWith('--')) return [level, ''];
	return [open.findLastIndex(({ boundary }) => `${boundary}--` === text), '--'];
}

/** Without its line break; a long one is not whole. */
function lineAt(source: Buffer, start: number): string {
	const text = source.toString('latin1', start, start + MAX_BOUNDARY_LENGTH + 20);
	const end = text.search(/[\r\n]/);
	return end < 0 ? text : text.slice(0, end);
}

function boundaryIn(header: string): string | undefined {
	const start = header.search(/^content-type:/im);
	if (start < 0) return undefined;
	const [field = ''] = header.slice(start).split(/\r?\n(?![ \t])/, 1);
	const [, quoted, bare] =
		/[;\s]boundary\s{0,9}=\s{0,9}(?:"([^"]{1,200})"|([^\s;"]{1,200}))/i.exec(field) ?? [];
	return quoted ?? bare;
}

const FILE = /^content-type: ?(?:application|audio|font|image|model|video)\/[\w.+-]+(?:;|\r?$)/i;

/** Whether a part says so as programs write it; what is said twice or oddly may be read in two ways. */
function isFile(header: string): boolean {
	const [field = '', ...others] = header.match(/^content-type.*/gim) ?? [];
	return others.length === 0 && FILE.test(field);
}

/** Where the empty line behind a header ends; the end of the source where there is none. */
export function endOfHeader(source: Buffer): number {
	if (source[0] === 0x0a) return 1;
	if (source[0] === 0x0d && source[1] === 0x0a) return 2;
	const found = source.indexOf('\n\r\n');
	const end = found < 0 ? source.length : found + 3;
	const bare = source.subarray(0, end).indexOf('\n\n');
	return bare < 0 ? end : bare + 2;
}
