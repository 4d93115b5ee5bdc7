import { atTheEnd, htmlOfText } from '../html';
import { textOfHtml } from '../htmlText';

export interface Body {
	text?: string;
	html?: string;
}

/** Either form may be empty and is then made from the other; both empty mean none. */
export interface Signature {
	text: string;
	html: string;
}

/**
 * The body with the signature under it. The text gets the line "-- " that mail programs know it by
 * (RFC 3676 §4.3), also where it has to be made from the HTML for it.
 */
export function withSignature(body: Body, { text, html }: Signature): Body {
	if (text === '' && html === '') return body;
	const above = (body.text ?? textOfHtml(body.html ?? '')).trimEnd();
	const below = (text || textOfHtml(html)).replace(/^-- ?(\r\n?|\n)/, '');
	const htmlBelow = `<div style="margin-top: 1em">${html || htmlOfText(text)}</div>`;
	return {
		text: `${above}\n\n-- \n${below.trimEnd()}\n`,
		html: body.html === undefined ? undefined : atTheEnd(body.html, htmlBelow),
	};
}
