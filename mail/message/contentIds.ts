/** The Content-IDs that an HTML refers to by `cid:` URLs (RFC 2392), in which they are encoded. */
export function contentIdsIn(html: string): Set<string> {
	const urls = html.matchAll(/\bcid:([^"'\s<>()&]+)/gi);
	return new Set([...urls].map(([, encoded = '']) => decoded(encoded)));
}

function decoded(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}
