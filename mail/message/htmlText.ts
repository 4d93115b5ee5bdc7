import { compile } from 'html-to-text';
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
 * HTML as plain text: links keep their target, images their alternative text only. Bounded in
 * length, depth and children, because strangers write this HTML: 98 KB of nested `<div>` makes an
 * unbounded reader throw (measured).
 */
export function textOfHtml(html: string): string {
	// The library's own bound on the input writes to the console.
	return read(html.slice(0, MAX_HTML_LENGTH));
}
