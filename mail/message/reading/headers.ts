import { inOneLine } from '../headerText';
import {
	MAX_HEADER_FIELDS,
	MAX_HEADER_VALUE_LENGTH,
	MAX_HEADERS_LENGTH,
	MAX_TOKEN_LENGTH,
} from '../limits';
import { decodedWords } from './encodedWords';
import type { HeaderLine } from './field';

/**
 * All fields of a header by their name in lower case, from the top, each in one line and decoded.
 *
 * @returns also whether something was left out
 */
export function headersIn(lines: readonly HeaderLine[]): {
	headers: Record<string, string[]>;
	cut: boolean;
} {
	const found = new Map<string, string[]>();
	let length = 0;
	let cut = lines.length > MAX_HEADER_FIELDS;
	for (const { key, line } of lines.slice(0, MAX_HEADER_FIELDS)) {
		const name = key.slice(0, MAX_TOKEN_LENGTH);
		const raw = line.slice(line.indexOf(':') + 1);
		const value = inOneLine(decodedWords(raw.slice(0, MAX_HEADER_VALUE_LENGTH)));
		if (raw.length > MAX_HEADER_VALUE_LENGTH || name !== key) cut = true;
		length += name.length + value.length;
		if (length > MAX_HEADERS_LENGTH) return { headers: Object.fromEntries(found), cut: true };
		const values = found.get(name);
		if (values) values.push(value);
		else found.set(name, [value]);
	}
	return { headers: Object.fromEntries(found), cut };
}
