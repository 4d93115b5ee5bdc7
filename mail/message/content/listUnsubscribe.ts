import { EnvelopeError } from '../../errors';
import { parseAddress } from '../address';
import { headerText } from '../headerText';

/** Fits into a header line (RFC 5322 §2.1.1) with the field's name and brackets. */
const MAX_URL_LENGTH = 900;

/** Two addresses and what is between them; the search for it takes the square of its length. */
const MAX_LINKS_LENGTH = 2 * MAX_URL_LENGTH + 100;

/**
 * The header fields by which mail programs show a button to leave a list (RFC 2369 §3.2). With an
 * https: address it works with one click, which the program sends as a POST (RFC 8058).
 *
 * @param links an https: and a mailto: address, either alone or both, separated by a comma
 * @throws EnvelopeError INVALID_FIELD, INVALID_ADDRESS
 */
export function listUnsubscribe(links: string): { key: string; value: string }[] {
	if (links.length > MAX_LINKS_LENGTH) {
		throw refused(links, `one or two addresses of at most ${MAX_URL_LENGTH} plain characters`);
	}
	headerText('Unsubscribe Link', links);
	// A comma may be part of an address; one between two is followed by a scheme.
	const urls = links
		.split(/[\s,]+(?=https?:|mailto:)/i)
		.map((link) => link.trim())
		.filter((link) => link !== '')
		.map(checkedUrl);
	if (urls.length === 0) return [];
	const web = urls.filter((url) => url.startsWith('https:'));
	if (web.length > 1 || urls.length - web.length > 1) throw refused(links, 'one of each kind');
	const list = [{ key: 'List-Unsubscribe', value: urls.map((url) => `<${url}>`).join(', ') }];
	if (web.length === 0) return list;
	return [...list, { key: 'List-Unsubscribe-Post', value: 'List-Unsubscribe=One-Click' }];
}

function checkedUrl(link: string): string {
	const url = URL.canParse(link) ? new URL(link) : undefined;
	const isAllowed = url?.protocol === 'https:' || url?.protocol === 'mailto:';
	if (!isAllowed) throw refused(link, 'an https: or mailto: address');
	if (url.protocol === 'mailto:') {
		// The program that writes to it decodes it first.
		if (url.pathname.includes('%')) throw refused(link, 'a plain address');
		parseAddress('Unsubscribe Link', url.pathname);
	}
	if (/[^\x21-\x7e]|[<>]/.test(url.href) || url.href.length > MAX_URL_LENGTH) {
		throw refused(link, `an address of at most ${MAX_URL_LENGTH} plain characters`);
	}
	return url.href;
}

function refused(link: string, wanted: string): EnvelopeError {
	const shown = link.length > 100 ? `${link.slice(0, 100)}…` : link;
	return new EnvelopeError(
		'INVALID_FIELD',
		`Unsubscribe Link has "${shown}", which is not ${wanted}`,
		{
			phase: 'compose',
			remedy: 'Write it as https://example.com/leave?id=42, mailto:leave@example.com.',
		},
	);
}
