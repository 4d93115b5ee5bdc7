import { compile } from 'html-to-text';
import { tooDeepAt } from './htmlDepth';
import { MAX_HTML_LENGTH } from './limits';

const read = compile({
	wordwrap: false,
	limits: {
		maxDepth: 100,
		maxChildNodes: 10_000,
		ellipsis: '…',
	},
	selectors: [
		{ selector: 'a', options: { hideLinkHrefIfSameAsText: true, ignoreHref: false } },
		{ selector: 'img', format: 'skip' },
		...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({
			selector,
			options: { uppercase: false },
		})),
	],
});

/**
 * What can be long and has no words: comments, and images that are written into their address. Each
 * kind matches to an end that is near or is that of the text, so that the time is linear.
 */
const wordless =
	/<!--(?:-?>|[^]*?(?:-->|$))|\bsrc\s*=\s*(?:"data:[^"<>]*"|'data:[^'<>]*'|data:[^\s"'<>]*)/gi;

/**
 * HTML as plain text: links keep their target, images are left out. Bounded in length, depth and
 * children, because strangers write this HTML: 98 KB of nested `<div>` makes an unbounded reader
 * throw (measured). An ellipsis stands where something is cut.
 */
export function textOfHtml(html: string): string {
	return readHtml(html).text;
}

/** As textOfHtml, telling whether the end of the HTML is missing in it. */
export function readHtml(html: string): { text: string; isCut: boolean } {
	const words = wordsOf(html);
	const end = Math.min(words.length, MAX_HTML_LENGTH, tooDeepAt(words));
	const isCut = end < words.length;
	// The library's own bound on the input writes to the console.
	const text = read(words.slice(0, end));
	return { text: isCut && !text.endsWith('…') ? `${text}…` : text, isCut };
}

/** HTML that is too long without what has no words. */
export function wordsOf(html: string): string {
	return html.length > MAX_HTML_LENGTH ? html.replace(wordless, '') : html;
}
