/** One field Authentication-Results (RFC 8601 §2.2). */
export interface AuthenticationResults {
	/** The authserv-id in lower case; empty where there is none, against the RFC. */
	server: string;
	results: MethodResult[];
}

/** What came out of one method, such as `dkim=pass header.d=example.com`. */
export interface MethodResult {
	method: string;
	result: string;
	/** Names of properties, such as `smtp.mailfrom`. */
	properties: string[];
}

/** A word of the field: a token, a text in quotes, or one of `;` and `=`. */
interface Word {
	text: string;
	quoted: boolean;
}

/**
 * Reads a field by its grammar, so that what stands in a comment or in quotes is never taken for a
 * result: strangers choose the addresses and domains that servers write there.
 *
 * @param value unfolded
 */
export function readAuthenticationResults(value: string): AuthenticationResults {
	const [first = [], ...others] = statements(wordsOf(value));
	// Microsoft leaves the authserv-id out and begins with a result.
	const nameless = isSign(first[1], '=');
	const server = nameless ? '' : (first[0]?.text.toLowerCase() ?? '');
	return { server, results: (nameless ? [first, ...others] : others).flatMap(resultIn) };
}

/** `method [/version] = result`, and properties as `name = value`. */
function resultIn(words: Word[]): MethodResult[] {
	const [name, equals, result] = words;
	if (!name || name.quoted || !isSign(equals, '=') || !result || result.quoted) return [];
	if (!/^[a-z][a-z-]{0,20}$/i.test(result.text)) return [];
	const method = name.text.toLowerCase().replace(/\/.*$/, '');
	const properties = words
		.filter((word, at) => at > 2 && !word.quoted && isSign(words[at + 1], '='))
		.map(({ text }) => text.toLowerCase());
	return [{ method, result: result.text.toLowerCase(), properties }];
}

function isSign(word: Word | undefined, sign: string): boolean {
	return word?.quoted === false && word.text === sign;
}

function statements(words: Word[]): Word[][] {
	const lists: Word[][] = [[]];
	for (const word of words) {
		if (isSign(word, ';')) lists.push([]);
		else lists.at(-1)?.push(word);
	}
	return lists;
}

function wordsOf(value: string): Word[] {
	const words: Word[] = [];
	let at = 0;
	while (at < value.length) {
		const character = value.charAt(at);
		if (/\s/.test(character)) {
			at++;
		} else if (character === '(') {
			at = afterComment(value, at);
		} else if (character === '"') {
			const end = afterQuotes(value, at);
			words.push({ text: value.slice(at + 1, end - 1), quoted: true });
			at = end;
		} else {
			const end = afterToken(value, at);
			words.push({ text: value.slice(at, end), quoted: false });
			at = end;
		}
	}
	return words;
}

/** Comments nest; one that does not end takes all that follows with it. */
function afterComment(value: string, start: number): number {
	let depth = 0;
	for (let at = start; at < value.length; at++) {
		const character = value.charAt(at);
		if (character === '\\') at++;
		else if (character === '(') depth++;
		else if (character === ')' && --depth === 0) return at + 1;
	}
	return value.length;
}

function afterQuotes(value: string, start: number): number {
	for (let at = start + 1; at < value.length; at++) {
		const character = value.charAt(at);
		if (character === '\\') at++;
		else if (character === '"') return at + 1;
	}
	return value.length;
}

function afterToken(value: string, start: number): number {
	let end = start + 1;
	if (value[start] === ';' || value[start] === '=') return end;
	while (end < value.length && !/[\s;="(]/.test(value.charAt(end))) end++;
	return end;
}
