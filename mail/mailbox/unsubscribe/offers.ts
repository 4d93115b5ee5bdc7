import { assertPlain } from '../../account/internet/https';
import { Unusable } from '../../account/internet/lookups';
import { mailtoIn, type UnsubscribeMail } from './mailto';

/** The ways in which a message lets one leave its list. */
export interface Offers {
	/** With one click (RFC 8058). */
	oneClick?: URL;
	mail?: UnsubscribeMail;
	/** Why others cannot be used, as sentences without their full stops. */
	problems: string[];
}

/** Characters of the field, addresses in it, and characters of one. */
const MAX_FIELD = 20_000;
const MAX_URIS = 10;
const MAX_URI = 4_000;

/**
 * What List-Unsubscribe (RFC 2369 §3.2) and List-Unsubscribe-Post (RFC 8058 §3.1) offer. Of fields
 * that stand there twice the last counts: it is the one that a signature covers (RFC 6376 §5.4.2),
 * where others may have been added on the way.
 *
 * @param headers by name in lower case, decoded, each in one line
 */
export function offersIn(headers: Record<string, string[]>): Offers {
	const list = headers['list-unsubscribe']?.at(-1) ?? '';
	const post = headers['list-unsubscribe-post']?.at(-1) ?? '';
	const hasOneClick = /^\s*List-Unsubscribe\s*=\s*One-Click\s*$/i.test(post);
	const offers: Offers = { problems: [] };
	for (const uri of urisIn(list.slice(0, MAX_FIELD)).slice(0, MAX_URIS)) {
		try {
			add(offers, uri, hasOneClick);
		} catch (error) {
			if (!(error instanceof Unusable)) throw error;
			offers.problems.push(`Its address ${shown(uri)} cannot be used: ${error.message}`);
		}
	}
	return offers;
}

/** The first of each kind, which is the one that the sender likes best. */
function add(offers: Offers, uri: string, hasOneClick: boolean): void {
	if (uri.length > MAX_URI) throw new Unusable('it is too long');
	if (/\p{Cc}/u.test(uri)) throw new Unusable('it holds a control character');
	if (/^mailto:/i.test(uri)) {
		offers.mail ??= mailtoIn(uri);
		return;
	}
	const url = URL.parse(uri);
	if (url?.protocol === 'http:') throw new Unusable('it is not encrypted');
	if (url?.protocol !== 'https:') throw new Unusable('it is neither https: nor mailto:');
	assertPlain(url);
	if (hasOneClick) offers.oneClick ??= url;
	else
		throw new Unusable('it is a web page to be opened by hand, as the message offers no one-click');
}

/**
 * What stands in angle brackets, without the white space in it, and outside of comments (RFC 2369 §2).
 */
function urisIn(field: string): string[] {
	const uris: string[] = [];
	let comments = 0;
	for (let at = 0; at < field.length; at++) {
		const character = field[at];
		if (character === '\\') at++;
		else if (character === '(') comments++;
		else if (character === ')') comments = Math.max(0, comments - 1);
		else if (character === '<' && comments === 0) {
			const end = field.indexOf('>', at);
			if (end < 0) break;
			uris.push(field.slice(at + 1, end).replace(/[ \t]+/g, ''));
			at = end;
		}
	}
	return uris.filter((uri) => uri !== '');
}

function shown(uri: string): string {
	return uri.length > 100 ? `${uri.slice(0, 100)}…` : uri;
}
