import { EnvelopeError, toError } from '../../errors';
import { MAX_PLACEHOLDER_LENGTH, MAX_TEMPLATE_LENGTH } from '../limits';
import { type Filling, refused, renderStrictly, tooMuch } from './strictMustache';

/**
 * Fills the placeholders of a template: Mustache's `{{name}}`, `{{customer.name}}` and its sections,
 * without partials, functions, other delimiters and, in HTML and Markdown, unescaped values.
 *
 * @throws EnvelopeError INVALID_FIELD naming the field and the placeholder, CONTENT_TOO_LARGE
 */
export function fillTemplate(template: string, filling: Filling): string {
	checkTags(template, filling.field);
	const { text, unknown } = render(template, filling);
	if (unknown.size === 0 || filling.allowUnknown) return text;
	const names = [...unknown].slice(0, 10).map((name) => `{{${name}}}`);
	throw refused(
		filling.field,
		`has placeholders that the data does not have: ${names.join(', ')}`,
		'Correct the names or the data, or turn on Allow Unknown Placeholders.',
	);
}

function render(template: string, filling: Filling) {
	try {
		return renderStrictly(template, filling);
	} catch (error) {
		if (error instanceof EnvelopeError) throw error;
		throw refused(filling.field, `is not a template: ${toError(error).message}`);
	}
}

/**
 * Before Mustache sees it: its search for the end of a placeholder takes time that grows with the
 * square of the white space in it.
 */
function checkTags(template: string, field: string): void {
	if (template.length > MAX_TEMPLATE_LENGTH) throw tooMuch(field);
	for (let at = template.indexOf('{{'); at >= 0;) {
		const end = template.indexOf('}}', at);
		const tag = template.slice(at + 2, at + 2 + MAX_PLACEHOLDER_LENGTH).trimStart();
		const isOpen = end < 0 || end - at > MAX_PLACEHOLDER_LENGTH;
		if (isOpen || (tag.startsWith('{') && template[end + 2] !== '}')) {
			throw refused(field, `has a placeholder that is not closed, at position ${at + 1}`);
		}
		if (tag.startsWith('=')) throw refused(field, 'sets other delimiters than {{ and }}');
		at = template.indexOf('{{', end + 2);
	}
}
