/** Red, green and blue from 0 to 255. */
export type Colour = readonly [number, number, number];

export const WHITE: Colour = [255, 255, 255];
export const BLACK: Colour = [0, 0, 0];

/** Of CSS's names those that texts and backgrounds of mail have, or that are nearly white or black. */
const named: Record<string, string> = {
	white: 'ffffff',
	black: '000000',
	red: 'ff0000',
	green: '008000',
	lime: '00ff00',
	blue: '0000ff',
	navy: '000080',
	yellow: 'ffff00',
	orange: 'ffa500',
	purple: '800080',
	maroon: '800000',
	teal: '008080',
	gray: '808080',
	grey: '808080',
	silver: 'c0c0c0',
	darkgray: 'a9a9a9',
	darkgrey: 'a9a9a9',
	dimgray: '696969',
	dimgrey: '696969',
	lightgray: 'd3d3d3',
	lightgrey: 'd3d3d3',
	gainsboro: 'dcdcdc',
	whitesmoke: 'f5f5f5',
	snow: 'fffafa',
	ivory: 'fffff0',
	ghostwhite: 'f8f8ff',
	floralwhite: 'fffaf0',
	azure: 'f0ffff',
	mintcream: 'f5fffa',
	honeydew: 'f0fff0',
	aliceblue: 'f0f8ff',
	seashell: 'fff5ee',
	linen: 'faf0e6',
	oldlace: 'fdf5e6',
	lavenderblush: 'fff0f5',
	lightyellow: 'ffffe0',
};

/** How far apart, of 255, two colours may be and still not be told apart by a reader. */
const NEARLY_EQUAL = 20;

/**
 * A colour as CSS and HTML write it.
 *
 * @returns 'transparent' where it lets everything through, undefined where it is not understood
 */
export function colourIn(text: string): Colour | 'transparent' | undefined {
	const word = text.trim().toLowerCase();
	if (word === 'transparent') return 'transparent';
	if (Object.hasOwn(named, word)) return fromHex(named[word] ?? '');
	const hex = /^#?([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/.exec(word)?.[1];
	if (hex) return fromHex(hex);
	const [, kind, inside = ''] = /^(rgb|hsl)a?\(([^()]{0,60})\)$/.exec(word) ?? [];
	return kind
		? fromParts(
				kind,
				inside.split(/[\s,/]+/).filter((part) => part !== ''),
			)
		: undefined;
}

function fromHex(hex: string): Colour | 'transparent' {
	const long = hex.length < 5 ? hex.replace(/./g, '$&$&') : hex;
	const [red = 0, green = 0, blue = 0, alpha = 255] = (long.match(/../g) ?? []).map((pair) =>
		parseInt(pair, 16),
	);
	return alpha < 13 ? 'transparent' : [red, green, blue];
}

function fromParts(kind: string, parts: string[]): Colour | 'transparent' | undefined {
	const amount = (part: string | undefined, whole: number) =>
		part?.endsWith('%') ? (parseFloat(part) / 100) * whole : parseFloat(part ?? '');
	const [first, second, third, alpha] = parts;
	if (alpha !== undefined && amount(alpha, 1) < 0.05) return 'transparent';
	const colour: Colour =
		kind === 'rgb'
			? [amount(first, 255), amount(second, 255), amount(third, 255)]
			: fromHsl(parseFloat(first ?? ''), amount(second, 1), amount(third, 1));
	return colour.some(Number.isNaN) ? undefined : colour;
}

/** CSS Color 4 §7.1. */
function fromHsl(hue: number, saturation: number, lightness: number): Colour {
	const channel = (offset: number) => {
		const k = (offset + hue / 30) % 12;
		const chroma = saturation * Math.min(lightness, 1 - lightness);
		return 255 * (lightness - chroma * Math.max(-1, Math.min(k - 3, 9 - k, 1)));
	};
	return [channel(0), channel(8), channel(4)];
}

export function looksLike(one: Colour, other: Colour): boolean {
	return one.every((value, channel) => Math.abs(value - (other[channel] ?? 0)) <= NEARLY_EQUAL);
}
