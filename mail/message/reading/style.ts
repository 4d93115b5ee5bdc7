/** Declarations of CSS by the name of their property, both in lower case. */
export type Declarations = ReadonlyMap<string, string>;

/** Declarations, and those that say `!important`, which are stronger than any other. */
export interface Style {
	normal: Declarations;
	important: Declarations;
}

const none: Style = { normal: new Map(), important: new Map() };

/** Of what may hide a text. */
const telling =
	/^(?:display|visibility|opacity|font|font-size|(?:max-)?(?:width|height)|overflow|color|background(?:-color|-image)?|position|left|top|right|bottom|margin-left|margin-top|text-indent|clip|clip-path|transform|mso-hide)$/;

/** Reads what stands in a `style` attribute or between the braces of a rule. */
export function styleIn(css: string): Style {
	if (css.trim() === '') return none;
	const normal = new Map<string, string>();
	const important = new Map<string, string>();
	for (const declaration of plain(css).split(';')) {
		const colon = declaration.indexOf(':');
		const name = declaration.slice(0, Math.max(0, colon)).trim().toLowerCase();
		if (!telling.test(name)) continue;
		const [value = '', mark] = declaration
			.slice(colon + 1)
			.toLowerCase()
			.split('!');
		(mark?.trim() === 'important' ? important : normal).set(name, value.trim());
	}
	return { normal, important };
}

/** Without comments, which may stand in the middle of anything, and with escapes read. */
function plain(css: string): string {
	const bare = withoutComments(css);
	if (!bare.includes('\\')) return bare;
	return bare.replace(/\\(?:([0-9a-f]{1,6})\s?|(.))/gi, (_, code?: string, character = '') => {
		const point = parseInt(code ?? '', 16);
		return code === undefined ? character : point <= 0x10ffff ? String.fromCodePoint(point) : '';
	});
}

function withoutComments(css: string): string {
	if (!css.includes('/*')) return css;
	const pieces: string[] = [];
	let at = 0;
	while (at < css.length) {
		const start = css.indexOf('/*', at);
		pieces.push(css.slice(at, start < 0 ? css.length : start));
		const end = start < 0 ? -1 : css.indexOf('*/', start + 2);
		at = end < 0 ? css.length : end + 2;
	}
	return pieces.join('');
}

/** What rules are told apart by. */
export interface Styled {
	name: string;
	id: string | undefined;
	classes: readonly string[];
}

interface Rule {
	tag: string;
	/** With their `.` or `#`. */
	marks: string[];
	/** Its selector says more than is understood here, so that it may not apply. */
	doubtful: boolean;
	style: Style;
}

/** What the rules say of an element together, weaker ones first. */
export interface RuledStyle {
	sure: Style;
	/** Names of what they may say, or not. */
	doubtful: ReadonlySet<string>;
}

const unruled: RuledStyle = { sure: none, doubtful: new Set() };

const MAX_RULES = 500;
const MAX_SHEET_LENGTH = 100_000;
const MAX_CACHED = 1_000;

/** The rules of the style sheets of one message, as far as they may hide something. */
export class StyleSheet {
	/** By the first of their marks or their tag, then by their selector. */
	private readonly rules = new Map<string, Map<string, Rule>>();
	private readonly cache = new Map<string, RuledStyle>();
	private count = 0;

	get isEmpty(): boolean {
		return this.count === 0;
	}

	/** @param css what stands in a `<style>` element; bounded */
	add(css: string): void {
		const text = withoutComments(css.slice(0, MAX_SHEET_LENGTH)).replaceAll(/<!--|-->/g, '');
		let at = 0;
		while (at < text.length) {
			const open = text.indexOf('{', at);
			if (open < 0) return;
			const prelude = text.slice(at, open).trim().toLowerCase();
			if (prelude.startsWith('@') && !prelude.startsWith('@font-face')) {
				// Rules for all readers count; those for some screens or modes do not.
				at = /^@media\s+(?:only\s+)?(?:all|screen)$/.test(prelude)
					? open + 1
					: afterBlock(text, open);
				continue;
			}
			const close = text.indexOf('}', open);
			const end = close < 0 ? text.length : close;
			this.addRules(prelude.replace(/^[}\s]+/, ''), styleIn(text.slice(open + 1, end)));
			at = end + 1;
		}
	}

	private addRules(prelude: string, style: Style): void {
		if (style.normal.size + style.important.size === 0) return;
		for (const selector of prelude.split(',')) {
			if (this.count >= MAX_RULES) return;
			const words = selector.trim();
			const last = words.split(/[\s>+~]+/).at(-1) ?? '';
			const [whole, tag = '', marks = ''] = /^([a-z][\w-]*|\*)?((?:[.#][\w-]+)*)/.exec(last) ?? [];
			const doubtful = whole !== words;
			const [mark, ...otherMarks] = marks.match(/[.#][\w-]+/g) ?? [];
			const key = mark ?? tag;
			if (key === '') continue;
			this.count++;
			this.cache.clear();
			const group = this.rules.get(key) ?? new Map<string, Rule>();
			this.rules.set(key, group);
			const rule = { tag: tag === '*' ? '' : tag, marks: otherMarks, doubtful };
			group.set(`${whole} ${doubtful}`, {
				...rule,
				style: over(group.get(`${whole} ${doubtful}`)?.style ?? none, style),
			});
		}
	}

	/** What the rules say of an element. */
	styleOf(element: Styled): RuledStyle {
		if (this.isEmpty) return unruled;
		const key = `${element.name}#${element.id ?? ''}.${element.classes.join('.')}`;
		const known = this.cache.get(key);
		if (known) return known;
		const found = this.rulesFor(element);
		if (this.cache.size >= MAX_CACHED) this.cache.clear();
		this.cache.set(key, found);
		return found;
	}

	private rulesFor({ name, id, classes }: Styled): RuledStyle {
		const marks = new Set([...classes.map((one) => `.${one}`), ...(id ? [`#${id}`] : [])]);
		const fitting = ['*', name, ...marks]
			.flatMap((key) => [...(this.rules.get(key)?.values() ?? [])])
			.filter(({ tag }) => tag === '' || tag === name)
			.filter((rule) => rule.marks.every((mark) => marks.has(mark)));
		const sure = fitting.filter(({ doubtful }) => !doubtful).map(({ style }) => style);
		const unsure = fitting.filter(({ doubtful }) => doubtful).map(({ style }) => style);
		return {
			sure: sure.reduce(over, none),
			doubtful: new Set(
				unsure.flatMap(({ normal, important }) => [...normal.keys(), ...important.keys()]),
			),
		};
	}
}

function over(weaker: Style, stronger: Style): Style {
	return {
		normal: new Map([...weaker.normal, ...stronger.normal]),
		important: new Map([...weaker.important, ...stronger.important]),
	};
}

function afterBlock(text: string, open: number): number {
	let depth = 0;
	for (let at = open; at < text.length; at++) {
		if (text[at] === '{') depth++;
		else if (text[at] === '}' && --depth === 0) return at + 1;
	}
	return text.length;
}
