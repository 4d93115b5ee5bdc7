import { Parser } from 'htmlparser2';
import { tooDeepAt } from '../htmlDepth';
import { MAX_HTML_LENGTH } from '../limits';
import { scanHtml } from '../reading/htmlScan';
import { deceptionOf } from '../reading/link';
import { type LinkKind, linkKinds, leadsElsewhere, pathKinds } from './linkWords';

/** A link by which a message lets one sign in, or confirm who one is. */
export interface FoundLink {
	url: string;
	/** Where a click goes to, before any redirect. */
	host: string;
	kind: LinkKind;
	/** What a person reads: the text of the link, or the line in which it stands. */
	text: string;
	where: 'html' | 'text';
	/** The host that its text names, where that is another one; null where it is not. */
	namesOtherHost: string | null;
	/** Why it is taken for one. */
	reason: string;
}

interface Link {
	url: string;
	text: string;
	where: FoundLink['where'];
}

const MAX_SCANNED_TEXT = 50_000;
const MAX_LINKS = 300;
const MAX_FOUND = 5;
const MAX_URL_LENGTH = 4_000;
const MAX_TEXT_LENGTH = 200;

/** What a link needs to be taken for one. */
const ENOUGH = 45;

/** The links of a message that sign in or confirm, the likeliest first: by their words and targets. */
export function signInLinksIn({ text, html }: { text: string; html: string | null }): FoundLink[] {
	const links = [...(html === null ? [] : linksOfHtml(html)), ...linksOfText(text)];
	const byUrl = new Map<string, FoundLink & { rating: number }>();
	for (const link of links.slice(0, MAX_LINKS)) {
		const rated = rate(link);
		if (rated && rated.rating > (byUrl.get(rated.url)?.rating ?? 0)) byUrl.set(rated.url, rated);
	}
	return [...byUrl.values()]
		.filter(({ rating }) => rating >= ENOUGH)
		.sort((a, b) => b.rating - a.rating)
		.slice(0, MAX_FOUND)
		.map(({ rating: _, ...link }) => link);
}

/** Of what is seen alone. */
function linksOfHtml(html: string): Link[] {
	const { visibleHtml } = scanHtml(html.slice(0, MAX_HTML_LENGTH));
	const links: Link[] = [];
	let open: Link | undefined;
	const parser = new Parser({
		onopentag: (name, { href, alt = '' }) => {
			if (name === 'a' && href !== undefined && links.length < MAX_LINKS) {
				open = { url: href, text: '', where: 'html' };
				links.push(open);
			}
			if (name === 'img' && open) open.text += alt.slice(0, MAX_TEXT_LENGTH);
		},
		ontext: (said) => {
			if (open && open.text.length < MAX_TEXT_LENGTH) open.text += said;
		},
		onclosetag: (name) => {
			if (name === 'a') open = undefined;
		},
	});
	parser.end(visibleHtml.slice(0, tooDeepAt(visibleHtml)));
	return links.map((link) => ({ ...link, text: oneLine(link.text.replace(mark, '')) }));
}

/** What scanHtml writes behind a link that lies. */
const mark = / \[link to [^\]]*\]$/;

function linksOfText(text: string): Link[] {
	const scanned = text.slice(0, MAX_SCANNED_TEXT);
	return [...scanned.matchAll(/https?:\/\/[^\s<>"'\])}，。]{1,4000}/gi)].map(
		({ 0: url, index }) => {
			const start = scanned.lastIndexOf('\n', scanned.lastIndexOf('\n', index) - 1) + 1;
			const before = scanned.slice(Math.max(start, index - MAX_TEXT_LENGTH), index);
			return { url: url.replace(/[.,;:!?]+$/, ''), text: oneLine(before), where: 'text' as const };
		},
	);
}

function oneLine(text: string): string {
	return text.replace(/\s+/g, ' ').trim().slice(0, MAX_TEXT_LENGTH);
}

function rate({ url: href, text, where }: Link): (FoundLink & { rating: number }) | undefined {
	const url = href.length <= MAX_URL_LENGTH ? URL.parse(href.trim()) : null;
	if (!url || !/^https?:$/.test(url.protocol)) return undefined;
	const path = wordsOfAddress(url);
	if (leadsElsewhere.test(where === 'html' ? text : '') || leadsElsewhere.test(path))
		return undefined;
	const said = kindOf(text, linkKinds);
	const meant = kindOf(path, pathKinds);
	const kind = said?.kind ?? meant?.kind;
	if (!kind) return undefined;
	const isPersonal = holdsToken(url);
	const other = where === 'html' ? deceptionOf(text, url.href)?.shown : undefined;
	const rating = (said ? 40 : 0) + (meant ? 25 : 0) + (isPersonal ? 20 : -30) - (other ? 15 : 0);
	const reasons = [
		...(said ? [`says "${said.word}"`] : []),
		...(meant ? [`leads to "${meant.word}"`] : []),
		...(isPersonal ? ['holds a token'] : []),
		...(other ? [`names ${other} and leads elsewhere`] : []),
	];
	return {
		url: url.href,
		host: url.hostname,
		kind,
		text,
		where,
		namesOtherHost: other ?? null,
		reason: reasons.join(', '),
		rating,
	};
}

/** What only one who got the message knows: without it, the link leads to a page for everybody. */
function holdsToken({ pathname, search, hash }: URL): boolean {
	const rest = pathname + search + hash;
	const words = rest.split(/[^\w-]+/);
	return words.some((word) => word.length >= 16 && /\d/.test(word)) || /=[\w.~-]{6}/.test(rest);
}

/** The words of the address, without what they are set to. */
function wordsOfAddress({ pathname, search }: URL): string {
	const names = pathname + search.replace(/=[^&]*/g, ' ');
	return names.slice(0, 500).replace(/[^\p{L}]+/gu, ' ');
}

function kindOf(text: string, kinds: typeof linkKinds) {
	for (const { kind, pattern } of kinds) {
		const word = pattern.exec(text)?.[0];
		if (word !== undefined) return { kind, word: word.trim() };
	}
	return undefined;
}
