import { MAX_HIDDEN_LENGTH } from '../limits';

/** Text as a person sees it, and what was in it that none sees. */
export interface Visible {
	text: string;
	/** Empty where there was nothing. */
	hidden: string[];
}

/**
 * Soft hyphens, zero-width characters, bidi marks, embeddings and isolates, invisible operators, tag
 * characters, and second variation selectors, which carry bytes: whole sentences are hidden in them
 * from a person and not from a model.
 */
const invisible =
	/[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e007f}]|(?<=[\ufe00-\ufe0f\u{e0100}-\u{e01ef}])[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/gu;

/** Cheap: most texts have none of it. */
const suspect =
	/[\ufe00-\ufe0f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\udb40]/;

/** Scripts that are written with joiners. */
const joiningScript =
	/[\p{sc=Arabic}\p{sc=Syriac}\p{sc=Mandaic}\p{sc=Nko}\p{sc=Mongolian}\p{sc=Devanagari}\p{sc=Bengali}\p{sc=Gurmukhi}\p{sc=Gujarati}\p{sc=Oriya}\p{sc=Tamil}\p{sc=Telugu}\p{sc=Kannada}\p{sc=Malayalam}\p{sc=Sinhala}\p{sc=Khmer}\p{sc=Myanmar}\p{sc=Tibetan}]$/u;

const joinableEmoji = /[\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f]$/u;

/** A flag of a region, such as Scotland's: a black flag and tags (UTS 51 §C.1). */
const regionFlag = /\u{1f3f4}[\u{e0030}-\u{e0039}\u{e0061}-\u{e007a}]{2,6}\u{e007f}/gu;

/** Removes what nobody sees, but what emoji and scripts are written with. */
export function visibleText(text: string): Visible {
	if (!suspect.test(text)) return { text, hidden: [] };
	const flags = new Set<number>();
	for (const { index, 0: flag } of text.matchAll(regionFlag)) {
		for (let at = index; at < index + flag.length; at++) flags.add(at);
	}
	const counts = new Map<string, number>();
	let said = '';
	const visible = text.replace(invisible, (character, at: number) => {
		if (flags.has(at) || isNeeded(character, text, at)) return character;
		const code = character.codePointAt(0) ?? 0;
		if (code >= 0xe0020 && code < 0xe007f && said.length < MAX_HIDDEN_LENGTH) {
			said += String.fromCharCode(code - 0xe0000);
		}
		const name = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
		const group = code >= 0xe0000 ? 'U+E0000–E01EF' : name;
		counts.set(group, (counts.get(group) ?? 0) + 1);
		return '';
	});
	return { text: visible, hidden: [...(said ? [said] : []), ...summary(counts)] };
}

/** A joiner (U+200C, U+200D) with a reason to be there. */
function isNeeded(character: string, text: string, at: number): boolean {
	if (character !== '\u200c' && character !== '\u200d') return false;
	const before = text.slice(Math.max(0, at - 2), at);
	if (joiningScript.test(before)) return true;
	const next = String.fromCodePoint(text.codePointAt(at + 1) ?? 0);
	// The heart and the signs of gender may follow without being pictures by themselves.
	return character === '\u200d' && joinableEmoji.test(before) && /\p{Emoji}/u.test(next);
}

function summary(counts: Map<string, number>): string[] {
	if (counts.size === 0) return [];
	const kinds = [...counts].map(([name, count]) => `${count} × ${name}`);
	return [`Invisible characters: ${kinds.join(', ')}`];
}
