import { htmlOfText } from './html';
import { readHtml, wordsOf } from './htmlText';
import { MAX_HTML_LENGTH, MAX_TEXT_LENGTH } from './limits';
import type { MimePart } from './mime';
import { type HtmlScan, scanHtml } from './reading/htmlScan';
import type { DeceptiveLink } from './reading/link';

/** What a person reads as the message, in both forms. */
export interface Body {
	text: string;
	/** Null where no part is HTML. */
	html: string | null;
	isTextCut: boolean;
	/** What the HTML holds and does not show; `text` has none of it. */
	hiddenText: string[];
	deceptiveLinks: DeceptiveLink[];
	/** Whether some of the HTML that is given out was nested too deep to look for these. */
	isScanCut: boolean;
}

/**
 * Puts the parts of a message together, as RFC 8621 §4.1.4 does: one of alternatives, everything
 * else in order, such as HTML and the footer of a mailing list. A part that is there in the other
 * form alone is turned into the wanted one.
 */
export function bodyOf(root: MimePart): Body {
	const parts = chosen(root, 'text/html');
	const isHtml = parts.some(({ contentType }) => contentType === 'text/html');
	const scans = new Map<MimePart, BoundedScan>();
	const scanned = (part: MimePart) => {
		const scan = scans.get(part) ?? scanOf(part);
		scans.set(part, scan);
		return scan;
	};
	const text = textOf(chosen(root, 'text/plain'), scanned);
	const found = parts.filter(({ contentType }) => contentType === 'text/html').map(scanned);
	return {
		...text,
		html: isHtml ? htmlOf(parts) : null,
		hiddenText: found.flatMap(({ hiddenText }) => hiddenText),
		deceptiveLinks: found.flatMap(({ deceptiveLinks }) => deceptiveLinks),
		isScanCut: found.some(({ isCut }) => isCut),
	};
}

interface BoundedScan extends HtmlScan {
	isTooLong: boolean;
}

function scanOf({ textContent = '' }: MimePart): BoundedScan {
	const words = wordsOf(textContent);
	const scan = scanHtml(words.slice(0, MAX_HTML_LENGTH));
	return { ...scan, isTooLong: words.length > MAX_HTML_LENGTH };
}

function textOf(
	parts: MimePart[],
	scanned: (part: MimePart) => BoundedScan,
): { text: string; isTextCut: boolean } {
	const texts: string[] = [];
	let isTextCut = false;
	let room = MAX_TEXT_LENGTH;
	for (const part of parts) {
		isTextCut ||= room <= 0;
		if (room <= 0) break;
		const read =
			part.contentType === 'text/html'
				? textOfScan(scanned(part))
				: { text: part.textContent ?? '', isCut: false };
		isTextCut ||= read.isCut;
		room -= read.text.length;
		texts.push(read.text);
	}
	return { text: texts.join('\n'), isTextCut };
}

function textOfScan(scan: BoundedScan): { text: string; isCut: boolean } {
	const isCut = scan.isCut || scan.isTooLong;
	const read = readHtml(scan.visibleHtml);
	const mark = isCut && !read.text.endsWith('…') ? '…' : '';
	return { text: read.text + mark, isCut: isCut || read.isCut };
}

/** One character more than is given out, so that the cut is seen. */
function htmlOf(parts: MimePart[]): string {
	const written = parts.map(({ contentType, textContent = '' }) =>
		contentType === 'text/html'
			? textContent
			: htmlOfText(textContent.slice(0, MAX_HTML_LENGTH + 1)),
	);
	return written.join('<br>\n');
}

/** The parts with text that are read by who prefers a type; a text with a name behind others is a file. */
function chosen(part: MimePart, preferred: string, isFirst = true): MimePart[] {
	if (part.textContent) return isFirst || part.node.filename === false ? [part] : [];
	const children = part.children.map((child, index) => chosen(child, preferred, index === 0));
	if (part.contentType !== 'multipart/alternative') return children.flat();
	const wanted = children.filter(([first]) => first?.contentType === preferred);
	return (wanted.length > 0 ? wanted : children).flat();
}
