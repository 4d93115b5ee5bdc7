import MarkdownIt from 'markdown-it';
import { EnvelopeError } from '../../errors';
import { MAX_MARKDOWN_LENGTH } from '../limits';

/** A line break inside a paragraph (Unicode 5.8), which is no line break to Markdown. */
const LINE_SEPARATOR = '\u2028';

const htmlEscaped = renderer(false);
const htmlAllowed = renderer(true);

/**
 * Renders Markdown (CommonMark with tables and strikethrough) as an HTML fragment. As in comments
 * on the web, and as people and models write mail, a line break is one in the HTML, too, and
 * addresses of web pages become links. Links to scripts and files stay text.
 *
 * @param options.allowHtml lets HTML in the Markdown through; otherwise it shows as text
 * @throws EnvelopeError CONTENT_TOO_LARGE
 */
export function htmlOfMarkdown(markdown: string, options: { allowHtml: boolean }): string {
	if (markdown.length > MAX_MARKDOWN_LENGTH) {
		throw new EnvelopeError(
			'CONTENT_TOO_LARGE',
			`The Markdown has more than ${MAX_MARKDOWN_LENGTH} characters`,
			{ phase: 'compose', remedy: 'Shorten it, or send it as a file.' },
		);
	}
	return (options.allowHtml ? htmlAllowed : htmlEscaped).render(markdown);
}

function renderer(allowHtml: boolean): MarkdownIt.MarkdownIt {
	const markdown = new MarkdownIt({ html: allowHtml, linkify: true, breaks: true });
	markdown.renderer.rules.text = (tokens, index) =>
		markdown.utils.escapeHtml(tokens[index]?.content ?? '').replaceAll(LINE_SEPARATOR, '<br>\n');
	return markdown;
}

/**
 * Text that shows in Markdown as it is, whatever it holds and wherever it stands, raw HTML included.
 * Characters written as entities are never markup (CommonMark 0.31 §2.5), nor parts of an address
 * that becomes a link by itself. Hyphen and underscore mean nothing inside a word and are kept
 * there, so that an order number in the address of a link leaves it whole.
 */
export function escapeMarkdown(text: string): string {
	return text
		.trim()
		.replace(/[ \t]+/g, ' ')
		.replace(/(?<![A-Za-z\d])[-_]|[-_](?![A-Za-z\d])|[!-,./:-@[-^`{-~]/g, entity)
		.replace(/\r\n?|\n/g, LINE_SEPARATOR);
}

function entity(character: string): string {
	return `&#${character.charCodeAt(0)};`;
}
