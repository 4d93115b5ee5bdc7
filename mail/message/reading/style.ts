/** Declarations of CSS by the name of their property, both in lower case. */
export type Declarations = ReadonlyMap<string, string>;

const none: Declarations = new Map();

/** Of what may hide a text. */
const telling =
	/^(?:display|visibility|opacity|font|font-size|(?:max-)?(?:width|height)|overflow|color|background(?:-color|-image)?|position|left|top|right|bottom|margin-left|margin-top|text-indent|clip|clip-path|transform|mso-hide)$/;

/** Reads what stands in a `style` attribute or between the braces of a rule. */
export function declarationsIn(css: string): Declarations {
	if (css.trim() === '') return none;
	const found = new Map<string, string>();
	for (const declaration of plain(css).split(';')) {
		const colon = declaration.indexOf(':');
		const name = declaration.slice(0, Math.max(0, colon)).trim().toLowerCase();
		if (telling.test(name))
			found.set(
				name,
				declaration
					.slice(colon + 1)
					.trim()
					.toLowerCase(),
			);
	}
	return found;
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
	declarations: Declarations;
	/** Its selector says more than is understood here, so that it may not apply. */
	doubtful: boolean;
}

const MAX_RULES = 500;
const MAX_SHEET_LENGTH = 100_000;

/** The rules of the style sheets of one message, as far as they may hide something. */
export class StyleSheet {
	private readonly rules = new Map<string, Rule[]>();
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
			this.addRules(prelude.replace(/^[}\s]+/, ''), declarationsIn(text.slice(open + 1, end)));
			at = end + 1;
		}
	}

	private addRules(prelude: string, declarations: Declarations): void {
		if (declarations.size === 0) return;
		for (const selector of prelude.split(',')) {
			if (++this.count > MAX_RULES) return;
			const last =
				selector
					.trim()
					.split(/[\s>+~]+/)
					.at(-1) ?? '';
			const [whole, tag = '', marks = ''] = /^([a-z][\w-]*|\*)?((?:[.#][\w-]+)*)/.exec(last) ?? [];
			const rule: Rule = {
				tag: tag === '*' ? '' : tag,
				marks: marks.match(/[.#][\w-]+/g) ?? [],
				declarations,
				doubtful: whole !== selector.trim(),
			};
			const key = rule.marks[0] ?? tag;
			if (key === '') continue;
			this.rules.set(key, [...(this.rules.get(key) ?? []), rule]);
		}
	}

	/** The rules that fit an element, weaker ones first. */
	rulesFor({ name, id, classes }: Styled): Rule[] {
		const marks = new Set([...classes.map((one) => `.${one}`), ...(id ? [`#${id}`] : [])]);
		return ['*', name, ...marks]
			.flatMap((key) => this.rules.get(key) ?? [])
			.filter(
				(rule) =>
					(rule.tag === '' || rule.tag === name) && rule.marks.every((mark) => marks.has(mark)),
			);
	}
}

function afterBlock(text: string, open: number): number {
	let depth = 0;
	for (let at = open; at < text.length; at++) {
		if (text[at] === '{') depth++;
		else if (text[at] === '}' && --depth === 0) return at + 1;
	}
	return text.length;
}
