import { moneyBefore, unitBehind } from './words';

/** Something that may be a code, by its looks. */
export interface Candidate {
	/** As it is typed in: without what only groups it. */
	code: string;
	/** As it stands in the text. */
	shown: string;
	start: number;
	end: number;
	/** How much it looks like a code. */
	weight: number;
	/** Such as `6 digits`. */
	shape: string;
	/** Letters alone: taken only where it stands alone. */
	isWord: boolean;
}

/** Of one text; a sign-in mail has one or two. */
const MAX_CANDIDATES = 200;

const letter = String.raw`[\p{sc=Latin}\p{sc=Cyrillic}\p{sc=Greek}\p{sc=Arabic}\p{sc=Hebrew}\p{sc=Devanagari}\d_]`;
const candidates = new RegExp(
	`(?<!${letter})(?:` +
		[
			String.raw`(?<prefixed>[A-Z]{1,3}-\d{4,8})`,
			String.raw`(?<grouped>\d{3}[-‐‑– ]\d{3}|\d{4}[-‐‑– ]\d{4}|\d{2}[- ]\d{2}[- ]\d{2})`,
			String.raw`(?<spaced>\d(?:[ \u00a0]\d){3,7})`,
			String.raw`(?<digits>\d{4,8})`,
			String.raw`(?<parts>[A-Z\d]{3,6}(?:-[A-Z\d]{3,6}){1,3})`,
			String.raw`(?<mixed>[A-Za-z\d]{4,10})`,
		].join('|') +
		`)(?!${letter})`,
	'gu',
);

/** Digits of other scripts are read as ours; each takes one place. */
const otherDigits = /[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\uff10-\uff19]/g;

/** Addresses, whose digits are no codes. */
const addresses = /(?:https?:\/\/|www\.)\S{1,5000}|[^\s@<>()]{1,64}@[a-z\d.-]{1,255}/gi;

/** The text as it is looked through, of the same length. */
export function prepared(text: string): string {
	return text
		.replace(otherDigits, (digit) => String((digit.charCodeAt(0) % 16) % 10))
		.replace(addresses, (address) => '|'.repeat(address.length));
}

/** What in a prepared text may be a code. */
export function candidatesIn(text: string): Candidate[] {
	const found: Candidate[] = [];
	for (const match of text.matchAll(candidates)) {
		const candidate = candidateOf(match);
		if (candidate && !isPartOfNumber(text, candidate)) found.push(candidate);
		if (found.length >= MAX_CANDIDATES) break;
	}
	return found;
}

function candidateOf({ 0: shown, index: start, groups = {} }: RegExpExecArray) {
	const place = { shown, start, end: start + shown.length, isWord: false };
	const digits = shown.replace(/\D/g, '');
	const count = `${digits.length} digits`;
	if (groups.prefixed) return prefixed(place, digits);
	if (groups.grouped) return { ...place, code: digits, weight: 18, shape: `${count} in groups` };
	if (groups.spaced) return { ...place, code: digits, weight: 18, shape: `${count} apart` };
	if (groups.digits) return { ...place, code: digits, weight: weightOf(digits), shape: count };
	const isWord = digits === '';
	const isUpper = shown === shown.toUpperCase();
	if (groups.parts) {
		return { ...place, isWord, code: shown, weight: 18, shape: 'letters and digits in groups' };
	}
	if (digits.length === shown.length || (isWord && (!isUpper || shown.length < 5)))
		return undefined;
	return {
		...place,
		isWord: isWord || !isUpper,
		code: shown,
		weight: 12,
		shape: 'letters and digits',
	};
}

/** `G-123456`: the letter says who it is from. Prefixes of other things are longer, or these. */
function prefixed(place: Omit<Candidate, 'code' | 'weight' | 'shape'>, digits: string) {
	const prefix = place.shown.slice(0, place.shown.indexOf('-'));
	if (/^(?:ORD|INV|PO|REF|NO|NR|ID|SKU|TKT|SO|RE|DE|US|UK|HR|ISO|RFC|CVE|PR)$/.test(prefix))
		return undefined;
	return { ...place, code: digits, weight: 22, shape: `${digits.length} digits behind ${prefix}-` };
}

function weightOf(digits: string): number {
	if (digits.length === 6) return 20;
	return /^(?:19|20)\d\d$/.test(digits) ? -30 : 12;
}

/** A phone number, a price, a date, a version, a path: more of it stands beside. */
function isPartOfNumber(text: string, { start, end }: Candidate): boolean {
	const before = text.slice(Math.max(0, start - 12), start);
	const behind = text.slice(end, end + 12);
	return (
		/\d[-‐‑–.,:/ \u00a0)]{1,2}$|[+/\\=#@&_~]\s?$|\d$/.test(before) ||
		/^(?:[-‐‑–.,:/]\d|[ \u00a0]\d+(?![\p{L}\d])|[/\\=@_&])/u.test(behind) ||
		moneyBefore.test(before) ||
		unitBehind.test(behind)
	);
}
