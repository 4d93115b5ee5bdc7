import { attributionAt, isHeaderBlock, isSeparator, isSentFrom } from './replyMarks';

/**
 * The text that a person wrote now: without what is quoted, the lines that introduce it, and the
 * signature. Answers between quoted lines are kept. Line by line, each looked at up to a bound, so
 * that the time is linear.
 *
 * @returns an empty text where all is quoted
 */
export function replyIn(text: string): string {
	const lines = text.split(/\r\n|\r|\n/);
	const kept: string[] = [];
	let segment: string[] = [];
	const endSegment = () => {
		kept.push(...withoutSignature(segment), '');
		segment = [];
	};
	for (let at = 0; at < lines.length; at++) {
		const line = lines[at] ?? '';
		if (isQuoted(line)) {
			endSegment();
			continue;
		}
		if (isSeparator(line) || isHeaderBlock(lines, at)) break;
		const attribution = attributionAt(lines, at);
		if (attribution === undefined) {
			segment.push(line);
			continue;
		}
		segment.splice(Math.max(0, segment.length - attribution.before));
		if (!isQuoted(nextLine(lines, at + 1))) break;
		endSegment();
	}
	endSegment();
	return kept
		.join('\n')
		.replace(/\n{3,}/g, '\n\n')
		.trim();
}

function isQuoted(line: string): boolean {
	return /^ {0,3}>/.test(line);
}

/** The next line that has something on it. */
function nextLine(lines: string[], from: number): string {
	// Mail programs leave a line or two free.
	return lines.slice(from, from + 4).find((line) => line.trim() !== '') ?? '';
}

/** Lines below two dashes without the space (RFC 3676 §4.3), of which programs strip it, that may be a signature. */
const MAX_LOOSE_SIGNATURE = 12;

function withoutSignature(lines: string[]): string[] {
	const at = lines.findIndex(
		(line, index) =>
			line === '-- ' || (/^--\s*$/.test(line) && lines.length - index <= MAX_LOOSE_SIGNATURE),
	);
	const own = at < 0 ? lines : lines.slice(0, at);
	let end = own.length;
	for (;;) {
		while (end > 0 && own[end - 1]?.trim() === '') end--;
		if (end === 0 || !isSentFrom(own[end - 1] ?? '')) return own.slice(0, end);
		end--;
	}
}
