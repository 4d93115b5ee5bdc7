import type { Candidate } from './shapes';
import { type Meaning, meanings } from './words';

/** Characters before and behind a number in which its word is looked for. */
const BEFORE = 160;
const BEHIND = 80;

const MAX_LINE = 200;

/** A word that tells something of a number. */
interface Word {
	meaning: Meaning;
	text: string;
	/** Characters between it and the number. */
	distance: number;
	/** Nothing but punctuation or a short word stands between. */
	isNext: boolean;
}

/** The word before; one behind where that before is of something else, some words away. */
export function wordBeside(text: string, candidate: Candidate, isAlone: boolean): Word | undefined {
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

/**
 * The word of a text that is nearest to one end of it.
 *
 * @param wanted what it has to mean
 * @param to which end
 */
export function nearest(
	text: string,
	wanted: Meaning[],
	to: 'start' | 'end' = 'start',
): Word | undefined {
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

/** Whether nothing else is in the line, but punctuation. */
export function standsAlone(text: string, { start, end }: Candidate): boolean {
	const lineStart = text.lastIndexOf('\n', start - 1) + 1;
	const lineEnd = text.indexOf('\n', end);
	const beside = text.slice(lineStart, start) + text.slice(end, lineEnd < 0 ? undefined : lineEnd);
	return beside.length < 20 && !/[\p{L}\p{N}]/u.test(beside);
}

/** The line in which a place is, or a piece of it around that. */
export function lineAt(text: string, at: number): string {
	const start = text.lastIndexOf('\n', at - 1) + 1;
	const end = text.indexOf('\n', at);
	const line = text.slice(start, end < 0 ? undefined : end);
	const from = Math.max(0, Math.min(at - start - MAX_LINE / 2, line.length - MAX_LINE));
	return line.slice(from, from + MAX_LINE).trim();
}
