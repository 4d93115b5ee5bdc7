import { textOfHtml } from '../htmlText';
import { MAX_HTML_LENGTH } from '../limits';
import { scanHtml } from '../reading/htmlScan';
import { lineAt, nearest, standsAlone, wordBeside } from './beside';
import { candidatesIn, type Candidate, prepared } from './shapes';
import type { Meaning } from './words';

/** A code that a message gives to be typed in somewhere. */
export interface FoundCode {
	/** As it is typed in. */
	code: string;
	/** As it stands there, such as `G-123 456`. */
	shown: string;
	/** `html` where the plain text of the message has none: its HTML as text. */
	where: 'subject' | 'text' | 'html';
	/** Characters before it, of the subject or the text. */
	offset: number;
	/** The line in which it stands. */
	line: string;
	/** Why it is taken for one. */
	reason: string;
	/** The website that it is for, where the message says so for browsers; null where it does not. */
	domain: string | null;
}

/** Characters that are looked through; a mail with a code is short. */
const MAX_SCANNED = 50_000;
const MAX_CODES = 5;

/** What a number needs to be taken for a code. */
const ENOUGH = 45;

/**
 * The last line of a message that browsers fill in codes from: `@example.com #123456`
 * (WICG, Origin-bound one-time codes).
 */
const bound =
	/^@([a-z\d](?:[a-z\d.-]{0,250}[a-z\d])?)(?: @[a-z\d.-]{1,255})? #([\w-]{4,20})\s*$/gim;

interface Rated extends FoundCode {
	rating: number;
}

interface Source {
	subject: string;
	text: string;
	html?: string | null;
}

/** The codes of a message, the likeliest first: by the words beside them, and by their looks. */
export function codesIn({ subject, text, html = null }: Source): FoundCode[] {
	const codes = likeliest(subject, text, 'text');
	return codes.length > 0 || html === null ? codes : likeliest(subject, seenOf(html), 'html');
}

function seenOf(html: string): string {
	return textOfHtml(scanHtml(html.slice(0, MAX_HTML_LENGTH)).visibleHtml);
}

function likeliest(subject: string, text: string, where: 'text' | 'html'): FoundCode[] {
	const body = text.slice(0, MAX_SCANNED);
	const beginning = prepared(`${subject}\n${body.slice(0, 5_000)}`);
	const isAboutCodes = nearest(beginning, ['code']) !== undefined;
	const rated = [
		...boundCodes(where, body),
		...ratedIn('subject', subject, isAboutCodes),
		...ratedIn(where, body, isAboutCodes),
	];
	const byCode = new Map<string, Rated>();
	for (const one of rated.sort((a, b) => b.rating - a.rating)) {
		const known = byCode.get(one.code);
		if (!known) byCode.set(one.code, one);
		// Said twice, it is meant.
		else known.rating += 10;
	}
	return [...byCode.values()]
		.filter(({ rating }) => rating >= ENOUGH)
		.sort((a, b) => b.rating - a.rating)
		.slice(0, MAX_CODES)
		.map(({ rating: _, ...code }) => code);
}

function boundCodes(where: FoundCode['where'], text: string): Rated[] {
	return [...text.matchAll(bound)].map(({ 0: whole, 1: domain = '', 2: code = '', index }) => ({
		code,
		shown: code,
		where,
		offset: index + whole.lastIndexOf('#') + 1,
		line: lineAt(text, index),
		reason: `in the line from which browsers fill in codes, for ${domain.toLowerCase()}`,
		domain: domain.toLowerCase(),
		rating: 200,
	}));
}

function ratedIn(where: FoundCode['where'], original: string, isAboutCodes: boolean): Rated[] {
	const text = prepared(original);
	return candidatesIn(text).flatMap((candidate) => {
		const { rating, reason } = rate(text, candidate, isAboutCodes);
		const { code, shown, start: offset } = candidate;
		const line = lineAt(original, offset);
		return [{ code, shown, where, offset, line, reason, domain: null, rating }];
	});
}

const weights: Record<Meaning, number> = { code: 60, hint: 30, other: -60 };

function rate(text: string, candidate: Candidate, isAboutCodes: boolean) {
	const { weight, shape } = candidate;
	const isAlone = standsAlone(text, candidate);
	const word = wordBeside(text, candidate, isAlone);
	const isNamed = word !== undefined && word.meaning !== 'other';
	if (candidate.isWord && (!isNamed || !(isAlone || word.isNext))) return { rating: 0, reason: '' };
	const quoted = /^\s*>/.test(lineAt(text, candidate.start));
	const rating =
		weight +
		(word ? weights[word.meaning] - Math.min(20, word.distance / 6) : 0) +
		(isNamed && word.isNext ? 15 : 0) +
		(isAlone ? 20 : 0) +
		(isAboutCodes ? 15 : 0) -
		(quoted ? 30 : 0);
	const said = isNamed ? `beside "${word.text}"` : 'in a message about codes';
	return { rating, reason: [shape, said, ...(isAlone ? ['alone in its line'] : [])].join(', ') };
}
