import { candidatesIn, type Candidate, prepared } from './shapes';
import { type Meaning, meanings } from './words';

/** A code that a message gives to be typed in somewhere. */
export interface FoundCode {
	/** As it is typed in. */
	code: string;
	/** As it stands there, such as `G-123 456`. */
	shown: string;
	where: 'subject' | 'text';
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
const MAX_LINE = 200;

/** Characters before and behind a number in which its word is looked for. */
const BEFORE = 160;
const BEHIND = 80;

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

/** The codes of a message, the likeliest first: by the words beside them, and by their looks. */
export function codesIn({ subject, text }: { subject: string; text: string }): FoundCode[] {
	const body = text.slice(0, MAX_SCANNED);
	const isAboutCodes =
		nearest(prepared(`${subject}\n${body.slice(0, 5_000)}`), ['code']) !== undefined;
	const rated = [
		...boundCodes(body),
		...ratedIn('subject', subject, isAboutCodes),
		...ratedIn('text', body, isAboutCodes),
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

function boundCodes(text: string): Rated[] {
	return [...text.matchAll(bound)].map(({ 0: whole, 1: domain = '', 2: code = '', index }) => ({
		code,
		shown: code,
		where: 'text' as const,
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

interface Word {
	meaning: Meaning;
	text: string;
	/** Characters between it and the number. */
	distance: number;
	/** Nothing but punctuation or a short word stands between. */
	isNext: boolean;
}

/** The word before; one behind where that before is of something else, some words away. */
function wordBeside(text: string, candidate: Candidate, isAlone: boolean): Word | undefined {
	const before = wordBefore(text, candidate, isAlone);
	if (before?.isNext || (before && before.meaning !== 'other')) return before;
	const behind = wordBehind(text, candidate, isAlone);
	return behind && (!before || behind.meaning !== 'other') ? behind : before;
}

/** The nearest word before; what belongs to a number before that one counts only where it means a code. */
function wordBefore(text: string, { start }: Candidate, isAlone: boolean): Word | undefined {
	const lineStart = text.lastIndexOf('\n', start - 1) + 1;
	const from = Math.max(isAlone ? start - BEFORE : lineStart, start - BEFORE, 0);
	const before = text.slice(from, start);
	const ofNumberBefore = before.search(/\d[^\d]*$/) + 1;
	const word = nearest(before.slice(ofNumberBefore), ['code', 'other', 'hint'], 'end');
	if (word?.isNext || word?.meaning === 'code') return word;
	return nearest(before, word && !isAlone ? ['code'] : ['code', 'hint'], 'end') ?? word;
}

function wordBehind(text: string, { end }: Candidate, isAlone: boolean): Word | undefined {
	const lineEnd = text.indexOf('\n', end);
	const to = isAlone || lineEnd < 0 ? end + BEHIND : Math.min(lineEnd, end + BEHIND);
	return nearest(text.slice(end, to), ['code', 'other', 'hint']);
}

/** @param to which end of the text the word is to be near */
function nearest(text: string, wanted: Meaning[], to: 'start' | 'end' = 'start'): Word | undefined {
	let best: Word | undefined;
	const covered: [number, number][] = [];
	for (const { meaning, pattern } of meanings) {
		for (const { 0: word, index } of text.matchAll(pattern)) {
			const behind = index + word.length;
			// `code` in `promo code` is none.
			if (covered.some(([from, end]) => index < end && behind > from)) continue;
			covered.push([index, behind]);
			const between = to === 'start' ? text.slice(0, index) : text.slice(behind);
			const distance = between.length;
			if (!wanted.includes(meaning) || (best && best.distance <= distance)) continue;
			best = { meaning, text: word.trim(), distance, isNext: isShort(between) };
		}
	}
	return best;
}

/** Punctuation and a few short words; not the end of a clause. */
function isShort(between: string): boolean {
	return (
		between.length < 25 &&
		/^[^\p{L},;!?，、。]*(?:\p{L}{1,4}[^\p{L},;!?，、。]+){0,2}\p{L}{0,4}[^\p{L},;!?，、。]*$/u.test(
			between,
		)
	);
}

function standsAlone(text: string, { start, end }: Candidate): boolean {
	const lineStart = text.lastIndexOf('\n', start - 1) + 1;
	const lineEnd = text.indexOf('\n', end);
	const beside = text.slice(lineStart, start) + text.slice(end, lineEnd < 0 ? undefined : lineEnd);
	return beside.length < 20 && !/[\p{L}\p{N}]/u.test(beside);
}

function lineAt(text: string, at: number): string {
	const start = text.lastIndexOf('\n', at - 1) + 1;
	const end = text.indexOf('\n', at);
	const line = text.slice(start, end < 0 ? undefined : end);
	const from = Math.max(0, Math.min(at - start - MAX_LINE / 2, line.length - MAX_LINE));
	return line.slice(from, from + MAX_LINE).trim();
}
