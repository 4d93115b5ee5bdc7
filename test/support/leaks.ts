import { inspect } from 'node:util';

/** Characters of a secret in a row that nobody writes by chance. */
const RECOGNISED = 7;

/** All that can be found in a value, also what is not enumerable. */
export function everythingIn(value: unknown): string {
	const seen = new Set<object>();
	const inside = (each: unknown): unknown[] => {
		if (typeof each !== 'object' || each === null || seen.has(each)) return [each];
		seen.add(each);
		const keys = Reflect.ownKeys(each);
		return [each, ...keys.flatMap((key) => [key, ...inside(Reflect.get(each, key))])];
	};
	const texts = inside(value).filter((each) => typeof each === 'string');
	return [...texts, inspect(value, { showHidden: true, depth: 10 })].join('\n');
}

/**
 * The pieces of a secret that a text holds: as they are, percent-encoded, or in the base64 of anything
 * that they are a part of.
 *
 * @param secret of letters and digits, so that quoting leaves it as it is
 */
export function leaksIn(text: string, secret: string): string[] {
	const forms = [text, percentDecoded(text), ...base64Decoded(text)];
	const pieces = Array.from({ length: secret.length - RECOGNISED + 1 }, (_, start) =>
		secret.slice(start, start + RECOGNISED),
	);
	return pieces.filter((piece) => forms.some((form) => form.includes(piece)));
}

function percentDecoded(text: string): string {
	return text.replace(/%([\dA-F]{2})/gi, (_, hex: string) =>
		String.fromCharCode(parseInt(hex, 16)),
	);
}

/** From each place that it may begin at, in either alphabet. */
function base64Decoded(text: string): string[] {
	const words = text.match(/[\w+/-]{8,}/g) ?? [];
	return words.flatMap((word) =>
		[0, 1, 2, 3].map((start) => Buffer.from(word.slice(start), 'base64').toString('latin1')),
	);
}
