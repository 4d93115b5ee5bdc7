import { htmlOfText } from './html';
import { readHtml } from './htmlText';
import { MAX_HTML_LENGTH, MAX_TEXT_LENGTH } from './limits';
import type { MimePart } from './mime';

/** What a person reads as the message, in both forms. */
export interface Body {
	text: string;
	/** Null where no part is HTML. */
	html: string | null;
	isTextCut: boolean;
}

/**
 * Puts the parts of a message together, as RFC 8621 §4.1.4 does: one of alternatives, everything
 * else in order, such as HTML and the footer of a mailing list. A part that is there in the other
 * form alone is turned into the wanted one.
 */
export function bodyOf(root: MimePart): Body {
	const parts = chosen(root, 'text/html');
	const isHtml = parts.some(({ contentType }) => contentType === 'text/html');
	return { ...textOf(chosen(root, 'text/plain')), html: isHtml ? htmlOf(parts) : null };
}

function textOf(parts: MimePart[]): { text: string; isTextCut: boolean } {
	const texts: string[] = [];
	let isTextCut = false;
	let room = MAX_TEXT_LENGTH;
	for (const { contentType, textContent = '' } of parts) {
		isTextCut ||= room <= 0;
		if (room <= 0) break;
		const read =
			contentType === 'text/html' ? readHtml(textContent) : { text: textContent, isCut: false };
		isTextCut ||= read.isCut;
		room -= read.text.length;
		texts.push(read.text);
	}
	return { text: texts.join('\n'), isTextCut };
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
