import type { MailAddress } from '../address';
import { cleanHtml } from './cleanHtml';
import { atTheEnd, escaped, htmlOfText } from '../html';
import { textOfHtml } from '../htmlText';
import type { MessageContent } from '../model';
import type { OutgoingContent } from '../outgoing';

/** What of a message is quoted below an answer. */
export type Quotable = Pick<MessageContent, 'from' | 'date' | 'text' | 'html' | 'truncated'>;

type Body = Pick<OutgoingContent, 'text' | 'html'>;

/** A message inside another one, in both forms. */
export interface Quote {
	text: string;
	html: string;
	/** The Content-IDs, as the original has them, of the images that the HTML shows. */
	shown: Set<string>;
}

/** Stands where something was left out. */
const CUT = '[…]';

/**
 * The original as it stands below an answer: marked line by line (RFC 3676 §4.5), and as a
 * blockquote.
 *
 * @param timeZone for the date, such as `Europe/Berlin`
 * @param contentIds what takes the place of the original's Content-IDs
 */
export function quoteOf(
	original: Quotable,
	timeZone: string,
	contentIds: ReadonlyMap<string, string>,
): Quote {
	const attribution = attributionOf(original, timeZone);
	const { html, shown } = originalHtml(original, contentIds);
	return {
		text: `${attribution}\n${originalText(original).split('\n').map(marked).join('\n')}`,
		html: `<div>${escaped(attribution)}</div>\n<blockquote type="cite" style="margin:0 0 0 .8ex;border-left:1px solid #ccc;padding-left:1ex">\n${html}\n</blockquote>`,
		shown,
	};
}

/**
 * The body with the quote under it. The text is made from the HTML where there is none, so that the
 * quote in it is marked.
 */
export function withQuote(body: Body, quote: Pick<Quote, 'text' | 'html'>): Body {
	const own = (body.text ?? textOfHtml(body.html ?? '')).trimEnd();
	return {
		text: own === '' ? quote.text : `${own}\n\n${quote.text}`,
		html:
			body.html === undefined ? undefined : atTheEnd(body.html, `<br>\n<div>${quote.html}</div>`),
	};
}

/** The text of a message, with line feeds alone, and a word where it was cut. */
export function originalText({ text, truncated }: Quotable): string {
	const lines = text.replace(/\r\n?/g, '\n').trimEnd();
	return truncated.includes('text') ? `${lines}\n${CUT}` : lines;
}

/** The HTML of a message, made harmless; its text where it has none. */
export function originalHtml(original: Quotable, contentIds: ReadonlyMap<string, string>) {
	if (original.html === null) return { html: htmlOfText(originalText(original)), shown: noImages };
	const { html, cut, shown } = cleanHtml(original.html, contentIds);
	const isCut = cut || original.truncated.includes('html');
	return { html: isCut ? `${html}<div>${CUT}</div>` : html, shown };
}

const noImages = new Set<string>();

function marked(line: string): string {
	if (line === '') return '>';
	return line.startsWith('>') ? `>${line}` : `> ${line}`;
}

function attributionOf({ from, date }: Quotable, timeZone: string): string {
	const [sender] = from;
	const who = sender === undefined ? 'somebody' : named(sender);
	return date === null ? `${who} wrote:` : `On ${written(date, timeZone)}, ${who} wrote:`;
}

/** `Bob <bob@example.com>`, as people read it; nothing is parsed out of this again. */
export function named({ name, address }: MailAddress): string {
	return name === '' || address === '' ? name || address : `${name} <${address}>`;
}

/**
 * A date as people read it, such as `20 November 2026 at 11:00 GMT+1`.
 *
 * @param date in ISO 8601
 */
export function written(date: string, timeZone: string): string {
	const parts = new Intl.DateTimeFormat('en-GB', {
		...{ day: 'numeric', month: 'long', year: 'numeric' },
		...{ hour: '2-digit', minute: '2-digit', timeZoneName: 'short' },
		timeZone,
	}).formatToParts(new Date(date));
	const part = (name: string) => parts.find(({ type }) => type === name)?.value ?? '';
	const day = `${part('day')} ${part('month')} ${part('year')}`;
	return `${day} at ${part('hour')}:${part('minute')} ${part('timeZoneName')}`;
}
