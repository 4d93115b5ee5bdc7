import { Parser } from 'htmlparser2';
import {
	MAX_DECEPTIVE_LINKS,
	MAX_HIDDEN_LENGTH,
	MAX_HIDDEN_TEXTS,
	MAX_HTML_STACK,
} from '../limits';
import { visibleText } from './invisible';
import { type DeceptiveLink, deceptionOf } from './link';
import { type Attributes, isHidden, isNeverShown, type Look, lookOf, plainLook } from './look';
import { StyleSheet } from './style';
import { isSuspicious } from './suspicion';

/** What a message's HTML shows and does not show. */
export interface HtmlScan {
	/** The HTML without its hidden text, and with the target beside links that lie about it. */
	visibleHtml: string;
	hiddenText: string[];
	deceptiveLinks: DeceptiveLink[];
	/** Whether its end was not read. */
	isCut: boolean;
}

/** Characters between two looks at the bound on nesting. */
const PIECE = 4096;

/**
 * Reads a stranger's HTML once, to find text that no person sees and links that lie. In time linear
 * to its length, without recursion; it ends where elements are nested too deep.
 */
export function scanHtml(html: string): HtmlScan {
	const { title, rest } = withoutTitle(html);
	if (isSuspicious(rest)) return new HtmlScanner(html).scan();
	const words = wordsIn(title);
	return {
		visibleHtml: rest,
		hiddenText: words === '' ? [] : [words],
		deceptiveLinks: [],
		isCut: false,
	};
}

/** As most pages begin. */
const titled =
	/^((?:\s|<!doctype[^<>]*>|<html[^<>]*>|<head[^<>]*>|<meta[^<>]*>)*)<title>([^<>&]*)<\/title>/i;

/** A title is never shown, and alone no reason to look closer: nearly all mail of programs has one. */
function withoutTitle(html: string): { title: string; rest: string } {
	const [whole = '', before = '', title = ''] = titled.exec(html) ?? [];
	return { title, rest: before + html.slice(whole.length) };
}

/** What an element looks like; elements that are written alike in the same place share it. */
interface Appearance {
	look: Look;
	hidden: boolean;
	inside: Map<string, Appearance>;
}

const page: Appearance = { look: plainLook, hidden: false, inside: new Map() };

/** Appearances kept of the elements inside one. */
const MAX_INSIDE = 200;

class HtmlScanner {
	private readonly sheet = new StyleSheet();
	private readonly open: Appearance[] = [{ ...page, inside: new Map() }];
	private readonly edits: { from: number; to: number; insert: string }[] = [];
	private readonly hiddenText: string[] = [];
	private readonly deceptiveLinks: DeceptiveLink[] = [];
	/** What is in the hidden text that was not put into the list yet. */
	private pieces: string[] = [];
	private pieceLength = 0;
	private link: { href: string; text: string } | undefined;
	/** Inside `<style>` or `<script>`. */
	private code: string | undefined;

	constructor(private readonly html: string) {}

	scan(): HtmlScan {
		const parser: Parser = new Parser({
			onopentag: (name, attributes) => this.opened(name, attributes, parser),
			ontext: (text) => this.said(text, parser),
			onclosetag: (name) => this.closed(name, parser),
		});
		let at = 0;
		for (; at < this.html.length && this.open.length <= MAX_HTML_STACK; at += PIECE) {
			parser.write(this.html.slice(at, at + PIECE));
		}
		const end = Math.min(at, this.html.length);
		parser.end();
		this.flush();
		return {
			visibleHtml: this.edited(end),
			hiddenText: this.hiddenText,
			deceptiveLinks: this.deceptiveLinks,
			isCut: end < this.html.length,
		};
	}

	private opened(name: string, attributes: Attributes, parser: Parser): void {
		const appearance = this.appearanceOf(name, attributes);
		this.open.push(appearance);
		if (name === 'style' || name === 'script') this.code = name;
		if (name !== 'a') return;
		this.endLink(parser.startIndex);
		if (appearance.hidden) this.edit(parser.startIndex, parser.endIndex + 1);
		this.link = appearance.hidden ? undefined : { href: attributes.href ?? '', text: '' };
	}

	private appearanceOf(name: string, attributes: Attributes): Appearance {
		const parent = this.open.at(-1) ?? page;
		const marks = marksOf(attributes, this.sheet.isEmpty);
		if (this.sheet.isEmpty && marks === '' && !isNeverShown(name)) return parent;
		const key = `${this.sheet.version} ${name} ${marks}`;
		const known = parent.inside.get(key);
		if (known) return known;
		const look = lookOf(name, attributes, parent.look, this.sheet);
		const appearance = { look, hidden: isHidden(look), inside: new Map() };
		if (parent.inside.size >= MAX_INSIDE) parent.inside.clear();
		parent.inside.set(key, appearance);
		return appearance;
	}

	private said(text: string, parser: Parser): void {
		if (this.code === 'style') this.sheet.add(text);
		if (this.code) return;
		if (this.open.at(-1)?.hidden) {
			this.edit(parser.startIndex, parser.endIndex + 1);
			if (this.pieceLength > MAX_HIDDEN_LENGTH) return;
			this.pieces.push(text);
			this.pieceLength += text.length;
			return;
		}
		if (this.link && this.link.text.length < MAX_HIDDEN_LENGTH) this.link.text += text;
		if (this.pieces.length > 0 && text.trim() !== '') this.flush();
	}

	private closed(name: string, parser: Parser): void {
		const closed = this.open.length > 1 ? this.open.pop() : undefined;
		if (closed?.hidden && !inline.has(name)) this.separate();
		if (name === this.code) this.code = undefined;
		if (name === 'a') this.endLink(parser.startIndex);
	}

	private endLink(at: number): void {
		if (!this.link) return;
		const found = deceptionOf(visibleText(this.link.text).text, this.link.href);
		this.link = undefined;
		if (!found || this.deceptiveLinks.length > MAX_DECEPTIVE_LINKS) return;
		this.deceptiveLinks.push(found);
		this.edit(at, at, ` [link to ${found.target}]`);
	}

	/** Hidden blocks are texts of their own; those inside a hidden one are parts of it. */
	private separate(): void {
		if (!this.open.at(-1)?.hidden) this.flush();
		else if (this.pieces.length > 0) this.pieces.push(' ');
	}

	/** Puts the hidden text so far, which may be of several elements, into the list. */
	private flush(): void {
		const text = this.pieces.join('').slice(0, MAX_HIDDEN_LENGTH * 2);
		this.pieces = [];
		this.pieceLength = 0;
		const words = wordsIn(text);
		if (words !== '' && this.hiddenText.length <= MAX_HIDDEN_TEXTS) this.hiddenText.push(words);
	}

	private edit(from: number, to: number, insert = ''): void {
		const last = this.edits.at(-1);
		if (last && last.to === from && insert === '' && last.insert === '') last.to = to;
		else this.edits.push({ from, to, insert });
	}

	private edited(end: number): string {
		if (this.edits.length === 0 && end === this.html.length) return this.html;
		const pieces: string[] = [];
		let at = 0;
		for (const { from, to, insert } of this.edits) {
			pieces.push(this.html.slice(at, Math.max(at, from)), insert);
			at = Math.max(at, to);
		}
		pieces.push(this.html.slice(at, end));
		return pieces.join('');
	}
}

const inline = new Set(['a', 'b', 'em', 'font', 'i', 'img', 'span', 'strong', 'u']);

/** Attributes that the look of an element is made from, and those that rules name it by. */
const telling = new Set(['style', 'hidden', 'bgcolor', 'background', 'color', 'text', 'href']);
const named = new Set(['class', 'id']);

/**
 * What elements that look alike have in common; of a link it matters only that it is one. With their
 * lengths, so that no value can pass for another attribute.
 */
function marksOf(attributes: Attributes, isUnruled: boolean): string {
	let marks = '';
	for (const name of Object.keys(attributes)) {
		if (!telling.has(name) && (isUnruled || !named.has(name))) continue;
		const value = name === 'href' ? '' : (attributes[name] ?? '');
		marks += `${name}${value.length}:${value}`;
	}
	return marks;
}

function wordsIn(text: string): string {
	return visibleText(text).text.replace(/\s+/g, ' ').trim().slice(0, MAX_HIDDEN_LENGTH);
}
