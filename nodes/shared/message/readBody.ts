import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';
import type { Account } from '../../../mail/account/settings';
import { htmlOfMarkdown } from '../../../mail/message/content/markdown';
import { type Body, type Signature, withSignature } from '../../../mail/message/content/signature';
import { checked } from '../checked';
import { labels, type MessageSettings, readText } from './messageSettings';
import type { Fill } from './readTemplate';

const formatSchema = z.object({ bodyFormat: z.enum(['text', 'html', 'both', 'markdown']) });

/**
 * What the sender wrote, placeholders filled, Markdown rendered and the signature under it. Of
 * Markdown the text is made from the HTML, as of HTML: it reads better than the source does, with
 * the entities in filled values and the brackets of links.
 *
 * @throws EnvelopeError INVALID_FIELD, CONTENT_TOO_LARGE
 */
export function readBody(
	context: IExecuteFunctions,
	itemIndex: number,
	account: Account,
	settings: MessageSettings,
	fill: Fill,
): Body {
	const field = (name: 'text' | 'html' | 'markdown') =>
		fill(name, name, readText(context, itemIndex, name));
	const given = { bodyFormat: context.getNodeParameter('bodyFormat', itemIndex) };
	const { bodyFormat } = checked(formatSchema, given, labels);
	const body: Body = {};
	if (bodyFormat === 'text' || bodyFormat === 'both') body.text = field('text');
	if (bodyFormat === 'html' || bodyFormat === 'both') body.html = field('html');
	// Left empty beside HTML, it is made from that, and must not be a signature or a quote alone.
	if (bodyFormat === 'both' && body.text?.trim() === '') body.text = undefined;
	if (bodyFormat === 'markdown') {
		body.html = htmlOfMarkdown(field('markdown'), { allowHtml: settings.allowHtmlInMarkdown });
	}
	return settings.appendSignature ? withSignature(body, signatureOf(account, settings)) : body;
}

function signatureOf({ signature }: Account, settings: MessageSettings): Signature {
	const { signatureText: text, signatureHtml: html } = settings;
	return text === '' && html === '' ? signature : { text, html };
}
