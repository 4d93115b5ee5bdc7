/** Text as HTML, for content and for attributes in double quotes; without control characters. */
export function escaped(text: string): string {
	// eslint-disable-next-line no-control-regex -- control characters are what is looked for
	const readable = text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '');
	return readable.replace(/[&<>"]/g, (character) => entities[character] ?? '');
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text as HTML that shows the same lines. */
export function htmlOfText(text: string): string {
	return escaped(text).replace(/\r\n?|\n/g, '<br>\n');
}

/** HTML with something put at its end, inside the body where it is a whole document. */
export function atTheEnd(html: string, addition: string): string {
	const closing = [...html.matchAll(/<\/(body|html)\s*>/gi)];
	const end = closing.findLast(([, name]) => name?.toLowerCase() === 'body') ?? closing.at(-1);
	const at = end?.index ?? html.length;
	return `${html.slice(0, at)}\n${addition}\n${html.slice(at)}`;
}
