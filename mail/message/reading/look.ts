import { BLACK, type Colour, colourIn, looksLike, WHITE } from './colour';
import { type Declarations, type Style, styleIn, type StyleSheet } from './style';

/** How the text of an element looks, as far as it matters for whether it is seen. */
export interface Look {
	/** Not shown, nor anything in it. */
	gone: boolean;
	/** By `visibility`, which what is in it may turn back. */
	invisible: boolean;
	/** Pushed out of its line by `text-indent`. */
	indented: boolean;
	/** Pixels. */
	fontSize: number;
	/** Undefined where they are not known, as behind a picture. */
	colour: Colour | 'transparent' | undefined;
	background: Colour | undefined;
}

/** Of a page whose author says nothing. */
export const plainLook: Look = {
	gone: false,
	invisible: false,
	indented: false,
	fontSize: 16,
	colour: BLACK,
	background: WHITE,
};

/** Pixels to the left or above from where on nothing is on the screen, and of letters that are dots. */
const FAR_AWAY = -500;
const SMALLEST_FONT = 1;

const neverShown = new Set(['template', 'title', 'datalist', 'noembed', 'noframes']);

export function isHidden({
	gone,
	invisible,
	indented,
	fontSize,
	colour,
	background,
}: Look): boolean {
	if (gone || invisible || indented || fontSize <= SMALLEST_FONT) return true;
	if (colour === 'transparent') return true;
	return colour !== undefined && background !== undefined && looksLike(colour, background);
}

export type Attributes = Readonly<Record<string, string>>;

/** The look of an element inside one with another look. */
export function lookOf(
	name: string,
	attributes: Attributes,
	parent: Look,
	sheet: StyleSheet,
): Look {
	const look = { ...parent };
	if (neverShown.has(name) || attributes.hidden !== undefined) look.gone = true;
	readAttributes(name, attributes, parent, look);
	const inline = styleOf(attributes.style ?? '');
	const { sure, doubtful } = sheet.styleOf({
		name,
		id: attributes.id?.toLowerCase(),
		classes: attributes.class?.toLowerCase().split(/\s+/, MAX_CLASSES) ?? [],
	});
	// What a rule might say that may not apply: only that it is not known.
	if (doubtful.has('color')) look.colour = undefined;
	if (doubtful.has('background') || doubtful.has('background-color')) look.background = undefined;
	apply(sure.normal, parent, look);
	apply(inline.normal, parent, look);
	apply(sure.important, parent, look);
	apply(inline.important, parent, look);
	return look;
}

const MAX_CLASSES = 20;

function readAttributes(name: string, attributes: Attributes, parent: Look, look: Look): void {
	const { bgcolor, background } = attributes;
	if (background) look.background = undefined;
	if (bgcolor) look.background = backgroundIn(bgcolor, parent.background);
	const colour = name === 'body' ? attributes.text : name === 'font' ? attributes.color : undefined;
	if (colour) look.colour = colourIn(colour);
	// A link has the reader's own colour, unless its style says another.
	if (name === 'a' && attributes.href !== undefined) look.colour = undefined;
}

/** Mail repeats the same few styles. */
const cache = new Map<string, Style>();
const MAX_CACHED = 500;
const MAX_STYLE_LENGTH = 10_000;

function styleOf(css: string): Style {
	if (css.length > 500) return styleIn(css.slice(0, MAX_STYLE_LENGTH));
	const known = cache.get(css);
	if (known) return known;
	const style = styleIn(css);
	if (cache.size >= MAX_CACHED) cache.clear();
	cache.set(css, style);
	return style;
}

/** Takes over what is declared; later calls are stronger. */
function apply(declarations: Declarations, parent: Look, look: Look): void {
	if (declarations.size === 0) return;
	let mayCut = false;
	for (const [name, value] of declarations) {
		const take = inherited[name];
		if (take) take(value, parent, look);
		else mayCut = true;
	}
	if (!mayCut) return;
	const says = (name: string) => declarations.get(name);
	if (says('display') === 'none' || isCutAway(says)) look.gone = true;
}

/** What the elements inside have, too, unless they say otherwise. */
const inherited: Record<string, (value: string, parent: Look, look: Look) => void> = {
	visibility: (value, parent, look) => {
		look.invisible = value === 'inherit' ? parent.invisible : value !== 'visible';
	},
	'text-indent': (value, _parent, look) => {
		look.indented = isFarAway(value);
	},
	'font-size': (value, parent, look) => {
		look.fontSize = fontSizeIn(value, parent.fontSize);
	},
	font: (value, parent, look) => {
		const [size] = /(?:^|\s)[\d.]+(?:px|pt|em|rem|%)?(?=\/|\s)/.exec(value) ?? [];
		if (size && !/^[1-9]00$/.test(size.trim())) {
			look.fontSize = fontSizeIn(size.trim(), parent.fontSize);
		}
	},
	color: (value, parent, look) => {
		const same = value === 'inherit' || value === 'currentcolor';
		look.colour = same ? parent.colour : colourIn(value);
	},
	background: (value, parent, look) => {
		look.background = backgroundIn(value, parent.background);
	},
	'background-color': (value, parent, look) => {
		look.background = backgroundIn(value, parent.background);
	},
	'background-image': (value, _parent, look) => {
		if (value !== 'none') look.background = undefined;
	},
};

type Says = (name: string) => string | undefined;

/** Whether an element is made so that nothing of it is left to see. */
function isCutAway(says: Says): boolean {
	const opacity = says('opacity');
	if (opacity !== undefined && parseFloat(opacity) <= (opacity.endsWith('%') ? 5 : 0.05))
		return true;
	const clips = /hidden|clip/.test(says('overflow') ?? '');
	const isNothing = (name: string) => lengthIn(says(name) ?? '16px', 16) <= 1;
	if (isNothing('max-height')) return true;
	if (clips && ['width', 'height', 'max-width'].some(isNothing)) return true;
	if (/\bscale[xy]?\(\s*0(?:\.0*)?\s*[,)]/.test(says('transform') ?? '')) return true;
	if (/translate[xy]?\(\s*-\d{4,}/.test(says('transform') ?? '')) return true;
	if (/inset\(\s*(?:100|[5-9]\d)%|circle\(\s*0/.test(says('clip-path') ?? '')) return true;
	const margins = [says('margin-left'), says('margin-top')];
	if (margins.some((margin) => isFarAway(margin ?? ''))) return true;
	if (!/absolute|fixed/.test(says('position') ?? '')) return false;
	const places = ['left', 'top', 'right', 'bottom'].map(says);
	return (
		places.some((place) => isFarAway(place ?? '')) ||
		/rect\(\s*[01](?:px)?[\s,]+[01](?:px)?[\s,]+[01](?:px)?[\s,]+[01](?:px)?\s*\)/.test(
			says('clip') ?? '',
		)
	);
}

function isFarAway(value: string): boolean {
	return /%|v[wh]$/.test(value) ? parseFloat(value) <= -100 : lengthIn(value, 16) <= FAR_AWAY;
}

const pixels: Record<string, number> = {
	pt: 4 / 3,
	em: 16,
	rem: 16,
	ex: 8,
	vw: 12,
	vh: 8,
	cm: 38,
	in: 96,
};

/** Pixels; NaN for what is no length. */
function lengthIn(value: string, whole: number): number {
	const [, number = '', unit = ''] = /^(-?[\d.]+)\s*([a-z%]*)/.exec(value) ?? [];
	return parseFloat(number) * (unit === '%' ? whole / 100 : (pixels[unit] ?? 1));
}

function fontSizeIn(value: string, parent: number): number {
	if (/^[\d.]+em/.test(value)) return parseFloat(value) * parent;
	const size = lengthIn(value, parent);
	// Words such as `small` are not nothing; `inherit` is.
	return Number.isNaN(size) ? (value === 'inherit' ? parent : 16) : size;
}

function backgroundIn(value: string, parent: Colour | undefined): Colour | undefined {
	if (/url\(|gradient\(|image/.test(value)) return undefined;
	if (/^(?:none|inherit|initial|unset|0)$/.test(value)) return parent;
	const words = value.slice(0, 200).match(/(?:rgb|hsl)a?\([^()]*\)|#?[\w-]+/gi) ?? [];
	const colour = words.map(colourIn).find((found) => found !== undefined);
	return colour === 'transparent' ? parent : colour;
}
