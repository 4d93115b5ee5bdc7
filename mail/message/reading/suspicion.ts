import { BLACK, type Colour, colourIn, looksLike, WHITE } from './colour';
import { visibleText } from './invisible';
import { deceptionOf } from './link';

/** What hides a text by itself, or is written so that one has to look closer: in styles. */
const hidingStyle = new RegExp(
	[
		String.raw`display\s{0,9}:\s{0,9}none|hidden|collapse|opacity|text-indent|clip|transform\s{0,9}:`,
		String.raw`position\s{0,9}:|margin-(?:left|top)\s{0,9}:\s{0,9}-`,
		String.raw`(?:font-size|max-height|max-width|height|width)\s{0,9}:\s{0,9}(?:\.|[01](?!\d))`,
		String.raw`font\s{0,9}:[^;"']{0,60}\b0|transparent`,
		// Comments and escapes of CSS, and entities.
		String.raw`\\|\/\*|&`,
	].join('|'),
	'i',
);

/** The same in everything else: elements, attributes, and styles without quotes or end. */
const hidingMarkup =
	/\shidden[\s=>/]|<(?:template|datalist|noembed|noframes)|<title[^<>]{0,60}>\s{0,60}[^<\s]|[\s"']style\s{0,9}=\s{0,9}[^\s"']|[\s"'](?:color|text)\s{0,9}=\s{0,9}["']?[^"'\s&>]{0,60}&/i;

const styled =
	/[\s"'/]style\s{0,9}=\s{0,9}(?:"([^"]*)"?|'([^']*)'?)|<style[^>]*>([^<]*(?:<(?!\/style)[^<]*)*)/gi;

const colouring =
	/(?<![\w-])(?:color|text|bgcolor|background(?:-color)?)\s{0,9}[:=]\s{0,9}["']?[^;"'>}]{1,60}/gi;

/** Colours of one message after which one looks closer anyway. */
const MAX_COLOURS = 50;

/**
 * Whether HTML may hide text or hold a link that lies: a look without taking it apart, which is
 * enough for most mail of persons. Where it is not sure, it says yes.
 */
export function isSuspicious(html: string): boolean {
	const styles = new Set<string>();
	for (const [, double, single, sheet] of html.matchAll(styled)) {
		styles.add(double ?? single ?? sheet ?? '');
	}
	return (
		hidingMarkup.test(html) ||
		[...styles].some((style) => hidingStyle.test(style)) ||
		mayMatchColours(html) ||
		mayLie(html)
	);
}

/** Whether some colour of text looks like some background, whichever of them meet. */
function mayMatchColours(html: string): boolean {
	const written = new Set<string>();
	for (const [declaration] of html.matchAll(colouring)) {
		written.add(declaration);
		if (written.size > MAX_COLOURS) return true;
	}
	const texts: Colour[] = [BLACK];
	const backgrounds: Colour[] = [WHITE];
	for (const declaration of written) {
		const isBackground = /^b/i.test(declaration);
		const value = declaration.slice(declaration.search(/[:=]/) + 1).replace(/!.*|["']/g, '');
		const words = isBackground
			? (value.match(/(?:rgb|hsl)a?\([^()]*\)|#?[\w-]+/gi) ?? [])
			: [value];
		for (const colour of words.map(colourIn)) {
			if (colour === 'transparent') return true;
			if (colour) (isBackground ? backgrounds : texts).push(colour);
		}
	}
	return texts.some((text) => backgrounds.some((background) => looksLike(text, background)));
}

/** Characters of a link, its text included, that are looked at. */
const MAX_LINK = 1_000;

function mayLie(html: string): boolean {
	for (const { index } of html.matchAll(/<a(?=[\s/])/gi)) {
		const link = html.slice(index, index + MAX_LINK);
		const end = link.slice(2).search(/<\/?a[\s/>]/i);
		const [tag, , href] = /^<a\s[^<>]*?href\s*=\s*(["'])([^"'<>]*)\1[^<>]*>/i.exec(link) ?? [];
		const text = end < 0 ? undefined : link.slice(tag?.length ?? 0, end + 2);
		// A link without a text that could be a host.
		if (text !== undefined && !/[.&]/.test(text)) continue;
		if (text === undefined || href === undefined || text.includes('&')) return true;
		if (saysItself(text, href)) continue;
		if (deceptionOf(visibleText(text.replace(/<[^<>]*>/g, '')).text, href)) return true;
	}
	return false;
}

/** The usual case, quickly: an address or host that is the beginning of the target. */
function saysItself(text: string, href: string): boolean {
	const said = text.trim();
	if (!/^[\w:/.-]+$/.test(said)) return false;
	const rest = [said, `https://${said}`, `http://${said}`].find((start) => href.startsWith(start));
	return rest !== undefined && /^(?:[/?#]|$)/.test(href.slice(rest.length));
}
