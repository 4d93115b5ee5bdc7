import { EnvelopeError } from '../errors';

/**
 * C0 controls, DEL, NEL (U+0085), LINE and PARAGRAPH SEPARATOR: what some program on the way may
 * take for the end of a header line. In nodemailer 10.6 a line break in a recipient replaces the
 * recipient (measured), so nothing of the kind ever reaches it.
 */
// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const lineBreaking = /[\u0000-\u001f\u007f\u0085\u2028\u2029]+/g;

/**
 * Checks text that goes into a header field.
 *
 * @param field how the user knows it, such as `Subject`
 * @param remedy what the user should do where it is refused
 * @returns the text unchanged
 * @throws EnvelopeError INVALID_FIELD
 */
export function headerText(
	field: string,
	text: string,
	remedy = 'Remove it, for example with .replace(/\\s+/g, " ").',
): string {
	const at = text.search(lineBreaking);
	if (at < 0) return text;
	const character = `U+${text.charCodeAt(at).toString(16).toUpperCase().padStart(4, '0')}`;
	throw new EnvelopeError(
		'INVALID_FIELD',
		`${field} has a line break or control character (${character}) at position ${at + 1}`,
		{ phase: 'compose', remedy },
	);
}

/** Text that a stranger put into a header field, fit to be used in one of ours. */
export function inOneLine(text: string): string {
	return text.replace(lineBreaking, ' ').trim();
}
