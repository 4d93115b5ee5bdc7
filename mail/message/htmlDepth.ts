import { MAX_HTML_STACK } from './limits';

/** Elements that hold none of their own kind, and are often not closed. */
const flat =
	'area|base|br|col|dd|dt|embed|hr|img|input|li|link|meta|option|p|param|source|t[dhr]|wbr';
const tags = new RegExp(`<(/?)(?!(?:${flat})\\b)([a-z][a-z0-9:-]{0,30})`, 'gi');

/**
 * Where HTML opens more elements in elements than anybody writes, else its end. The time of a
 * parser grows with the square of that: 500 KB of lists in lists took 3 s (measured).
 */
export function tooDeepAt(html: string): number {
	const open: string[] = [];
	for (const { 1: slash, 2: tag = '', index } of html.matchAll(tags)) {
		const name = tag.toLowerCase();
		if (slash === '') open.push(name);
		else if (open.includes(name)) open.length = open.lastIndexOf(name);
		if (open.length > MAX_HTML_STACK) return index;
	}
	return html.length;
}
