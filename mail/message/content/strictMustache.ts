import { types } from 'node:util';
import Mustache from 'mustache';
import { EnvelopeError } from '../../errors';
import { MAX_FILLED_LENGTH, MAX_TEMPLATE_NESTING, MAX_TEMPLATE_STEPS } from '../limits';
import { escapeMarkdown } from './markdown';

export interface Filling {
	/** How the user knows the template, such as `Subject`. */
	field: string;
	/** What the template becomes; in HTML and Markdown a value never becomes markup. */
	format: 'text' | 'html' | 'markdown';
	/** An object; of it and what is in it, own properties count alone. */
	data: unknown;
	/** Leaves placeholders empty that the data does not have; otherwise they are an error. */
	allowUnknown: boolean;
}

const escapes: Record<Filling['format'], (text: string) => string> = {
	text: (text) => text,
	html: (text) => Mustache.escape(text),
	markdown: escapeMarkdown,
};

/**
 * Mustache without partials, functions and, in HTML and Markdown, unescaped values, and with bounds.
 *
 * @returns the text, and the names that the data does not have
 * @throws EnvelopeError, or Mustache's Error where the sections do not match
 */
export function renderStrictly(
	template: string,
	filling: Filling,
): { text: string; unknown: Set<string> } {
	const unknown = new Set<string>();
	const text = new Filler(filling).render(template, new OwnProperties(filling.data, unknown));
	return { text, unknown };
}

/** Looks names up as Mustache does, from the innermost section outwards, in own properties alone. */
class OwnProperties extends Mustache.Context {
	constructor(
		private readonly data: unknown,
		private readonly unknown: Set<string>,
		private readonly outer?: OwnProperties,
	) {
		super(data, outer);
	}

	override push(data: unknown): OwnProperties {
		return new OwnProperties(data, this.unknown, this);
	}

	override lookup(name: string): unknown {
		if (name === '.') return this.data;
		const found = at(this.data, name.split('.'));
		if (found) return found.value;
		if (this.outer) return this.outer.lookup(name);
		this.unknown.add(name);
		return undefined;
	}
}

function at(data: unknown, path: string[]): { value: unknown } | undefined {
	let value = data;
	for (const key of path) {
		if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
		value = Reflect.get(value, key);
	}
	return typeof value === 'function' ? undefined : { value };
}

/** Templates as Mustache has read them, which takes longer than filling them: 3 ms for 14 KB. */
const read = new Map<string, unknown>();
const MAX_READ = 10;

/** Writes one template; refuses what ours do not have, and stops where it becomes too much. */
class Filler extends Mustache.Writer {
	private steps = 0;
	private depth = 0;
	private length = 0;

	constructor(private readonly filling: Filling) {
		super();
	}

	override parse(template: string): unknown {
		if (!read.has(template)) {
			if (read.size >= MAX_READ) read.clear();
			read.set(template, super.parse(template));
		}
		return read.get(template);
	}

	override renderTokens(
		tokens: string[][],
		context: Mustache.Context,
		...rest: [partials?: Partials, template?: string, options?: Mustache.RenderOptions]
	): string {
		const { field } = this.filling;
		this.steps += tokens.length + 1;
		if (this.steps > MAX_TEMPLATE_STEPS) throw tooMuch(field);
		if (this.depth > MAX_TEMPLATE_NESTING) {
			throw refused(field, `has sections in sections, more than ${MAX_TEMPLATE_NESTING} deep`);
		}
		this.depth++;
		const text = super.renderTokens(tokens, context, ...rest);
		this.depth--;
		return text;
	}

	override rawValue(token: string[]): string {
		return this.written(super.rawValue(token));
	}

	override escapedValue([, name = '']: string[], context: Mustache.Context): string {
		const text = this.textOf(name, context);
		return this.written(escapes[this.filling.format](text));
	}

	override unescapedValue([, name = '']: string[], context: Mustache.Context): string {
		if (this.filling.format === 'text') return this.written(this.textOf(name, context));
		throw refused(
			this.filling.field,
			`would insert {{{${name}}}} as it is, so that a value could become markup`,
			`Write {{${name}}}.`,
		);
	}

	override renderPartial([, name = '']: string[]): string {
		throw refused(this.filling.field, `asks for another template, {{>${name}}}`);
	}

	private textOf(name: string, context: Mustache.Context): string {
		const value: unknown = context.lookup(name);
		if (value === undefined || value === null) return '';
		if (types.isDate(value)) return Number.isNaN(value.getTime()) ? '' : value.toISOString();
		if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
			return String(value);
		}
		throw refused(
			this.filling.field,
			`has the placeholder {{${name}}}, whose value is no text but an object or a list`,
			`Name what is in it, such as {{${name}.name}}.`,
		);
	}

	private written(text: string): string {
		this.length += text.length;
		if (this.length > MAX_FILLED_LENGTH) throw tooMuch(this.filling.field);
		return text;
	}
}

type Partials = Parameters<Mustache.Writer['renderTokens']>[2];

/** @returns INVALID_FIELD */
export function refused(
	field: string,
	what: string,
	remedy = 'Correct the template.',
): EnvelopeError {
	return new EnvelopeError('INVALID_FIELD', `${field} ${what}`, { phase: 'compose', remedy });
}

/** @returns CONTENT_TOO_LARGE */
export function tooMuch(field: string): EnvelopeError {
	const what = `${field} is too long for a template, or its placeholders make it so`;
	const remedy = 'Use a shorter template, or fewer entries in its lists.';
	return new EnvelopeError('CONTENT_TOO_LARGE', what, { phase: 'compose', remedy });
}
