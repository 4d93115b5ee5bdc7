import { Parser } from 'htmlparser2';
import { escaped } from '../html';
import { MAX_HTML_DEPTH, MAX_HTML_LENGTH, MAX_HTML_STACK } from '../limits';

/** A stranger's HTML, fit to stand inside ours. */
export interface CleanHtml {
	html: string;
	/** Whether something of it was left out because there was too much. */
	cut: boolean;
	/** The Content-IDs, as the original has them, of the images that it shows. */
	shown: Set<string>;
}

/** Elements that are kept; of all others but the dropped ones the content is kept. */
const kept = new Set(
	(
		'a abbr address b bdi bdo big blockquote br caption center cite code col colgroup dd del dfn div dl dt ' +
		'em figcaption figure font h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp small span ' +
		'strike strong sub sup table tbody td tfoot th thead time tr tt u ul var wbr'
	).split(' '),
);

/** Elements without content and without end. */
const empty = new Set(['br', 'col', 'hr', 'img', 'wbr']);

/** Elements that go with all they hold. */
const dropped = new Set(
	(
		'applet audio canvas datalist embed frame frameset iframe link math meta noembed noframes object ' +
		'option plaintext script select style svg template textarea title video xmp'
	).split(' '),
);

const keptAttributes = new Set(
	(
		'align alt bgcolor border cellpadding cellspacing cite color colspan dir face height href lang ' +
		'reversed rowspan size src start style title type valign width'
	).split(' '),
);

/**
 * Reads a stranger's HTML and writes what is harmless of it anew, every element closed: no script,
 * form, frame, style sheet or comment, no handler, no address but web, mail and phone, nothing that
 * could leave the place where it is put. Bounded in length and depth, without recursion: 98 KB of
 * nested `<div>` exhaust the stack of others (measured).
 *
 * @param contentIds what takes the place of which Content-ID in `cid:` addresses of images
 */
export function cleanHtml(html: string, contentIds: ReadonlyMap<string, string>): CleanHtml {
	const out: string[] = [];
	const open: Fate[] = [];
	const shown = new Set<string>();
	let length = 0;
	let written = 0;
	let dropping = 0;
	const write = (text: string) => {
		out.push(text);
		length += text.length;
	};
	const parser = new Parser({
		onopentag(name, attributes) {
			const fate = dropping > 0 || dropped.has(name) ? 'dropped' : fateOf(name, written);
			if (fate === 'written') write(`<${name}${attributesOf(attributes, contentIds, shown)}>`);
			if (empty.has(name)) return;
			open.push(fate);
			if (fate === 'written') written++;
			if (fate === 'dropped') dropping++;
		},
		ontext(text) {
			if (dropping === 0) write(escaped(text));
		},
		onclosetag(name) {
			if (empty.has(name)) return;
			const fate = open.pop();
			if (fate === 'written') {
				write(`</${name}>`);
				written--;
			}
			if (fate === 'dropped') dropping--;
		},
	});
	const isTooMuch = () => length > MAX_HTML_LENGTH || open.length > MAX_HTML_STACK;
	let at = 0;
	for (; at < html.length && !isTooMuch(); at += PIECE) parser.write(html.slice(at, at + PIECE));
	parser.end();
	return { html: out.join(''), cut: at < html.length, shown };
}

/** Characters between two looks at the bounds. */
const PIECE = 4096;

/** What becomes of an element: its tags are written, or its content alone, or nothing. */
type Fate = 'written' | 'unwrapped' | 'dropped';

function fateOf(name: string, depth: number): Fate {
	return kept.has(name) && depth < MAX_HTML_DEPTH ? 'written' : 'unwrapped';
}

function attributesOf(
	attributes: Record<string, string>,
	contentIds: ReadonlyMap<string, string>,
	shown: Set<string>,
): string {
	return Object.entries(attributes)
		.filter(([name]) => keptAttributes.has(name))
		.map(([name, value]) => {
			const safe = safeValue(name, withoutControls(value), (id) => {
				const replacement = contentIds.get(id);
				if (replacement !== undefined) shown.add(id);
				return replacement;
			});
			return safe === undefined ? '' : ` ${name}="${escaped(safe)}"`;
		})
		.join('');
}

/** @returns undefined where the attribute is not to be kept */
function safeValue(
	name: string,
	value: string,
	imageOf: (contentId: string) => string | undefined,
): string | undefined {
	if (name === 'style') return safeStyle(value);
	if (name === 'href' || name === 'cite') {
		return /^(https?|mailto|tel):/i.test(value) ? value : undefined;
	}
	if (name !== 'src') return value;
	const [, contentId] = /^cid:(.+)$/i.exec(value) ?? [];
	if (contentId !== undefined) {
		const image = imageOf(contentId) ?? imageOf(decoded(contentId));
		return image === undefined ? undefined : `cid:${image}`;
	}
	return /^(https?:|data:image\/(png|gif|jpe?g|webp);base64,)/i.test(value) ? value : undefined;
}

/** Declarations that draw outside their place, load something or could hide what they do. */
const unsafeStyle =
	/[\\<@]|\/\*|position|transform|z-index|[\s:(,]-\s*[\d.]|(url|calc|expression)\s*\(|behaviou?r|binding/i;

function safeStyle(style: string): string | undefined {
	const safe = style.split(';').filter((declaration) => !unsafeStyle.test(declaration));
	return safe.length === 0 ? undefined : safe.join(';');
}

function decoded(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}

/** Browsers leave them out of addresses, so that `java\nscript:` runs. */
function withoutControls(text: string): string {
	// eslint-disable-next-line no-control-regex -- control characters are what is looked for
	return text.replace(/[\u0000-\u001f\u007f]/g, '').trim();
}
