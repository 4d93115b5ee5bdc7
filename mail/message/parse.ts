import { toError } from '../errors';
import type { MailAddress } from './address';
import { bodyOf } from './body';
import { bounded } from './bounded';
import { inOneLine } from './headerText';
import {
	MAX_ADDRESSES,
	MAX_HTML_LENGTH,
	MAX_REFERENCES,
	MAX_SUBJECT_LENGTH,
	MAX_TEXT_LENGTH,
	MAX_TOKEN_LENGTH,
	SNIPPET_LENGTH,
} from './limits';
import { messageIdsIn, shortened } from './messageId';
import { type HeaderValue, type MimeMessage, readMime } from './mime';
import type { MessageContent } from './model';

/**
 * Reads the header and text of a MIME message.
 *
 * @param source the message, or as much of it as is wanted
 * @returns never throws: a message that cannot be read comes with `parseError` and empty fields
 */
export async function parseMessage(source: Buffer): Promise<MessageContent> {
	const { header, bytes, cut } = bounded(source);
	try {
		return contentOf(await readMime(bytes), cut);
	} catch (error) {
		const rest = await readMime(header).catch(() => undefined);
		const content = rest ? contentOf(rest, cut) : emptyContent();
		return { ...content, parseError: toError(error).message };
	}
}

function contentOf(mail: MimeMessage, alreadyCut: string[]): MessageContent {
	const truncated = new Set(alreadyCut);
	const cut = (field: string, text: string, limit: number) => {
		if (text.length > limit) truncated.add(field);
		return text.slice(0, limit);
	};
	const addresses = (field: string, name = field) => {
		const list = addressesIn(mail.headers.get(name));
		if (list.length > MAX_ADDRESSES) truncated.add(field);
		return list.slice(0, MAX_ADDRESSES).map(({ name, address }) => ({
			name: cut(field, name, MAX_TOKEN_LENGTH),
			address: cut(field, address, MAX_TOKEN_LENGTH),
		}));
	};
	const id = (field: string, name: string) => {
		const text = textIn(mail.headers.get(name));
		return messageIdsIn(text)[0] ?? (cut(field, text, MAX_TOKEN_LENGTH) || null);
	};
	const references = messageIdsIn(textIn(mail.headers.get('references')));
	if (references.length > MAX_REFERENCES) truncated.add('references');
	const body = bodyOf(mail.root);
	if (body.isTextCut) truncated.add('text');
	if (body.html === null) truncated.delete('html');
	return {
		messageId: id('messageId', 'message-id'),
		inReplyTo: id('inReplyTo', 'in-reply-to'),
		references: shortened(references),
		from: addresses('from'),
		replyTo: addresses('replyTo', 'reply-to'),
		to: addresses('to'),
		cc: addresses('cc'),
		bcc: addresses('bcc'),
		subject: cut('subject', inOneLine(textIn(mail.headers.get('subject'))), MAX_SUBJECT_LENGTH),
		date: isoDate(dateField(mail)),
		text: cut('text', body.text, MAX_TEXT_LENGTH),
		html: body.html === null ? null : cut('html', body.html, MAX_HTML_LENGTH),
		truncated: [...truncated],
	};
}

function emptyContent(): MessageContent {
	const none = { from: [], replyTo: [], to: [], cc: [], bcc: [], references: [], truncated: [] };
	const unknown = { messageId: null, inReplyTo: null, date: null, html: null };
	return { ...none, ...unknown, subject: '', text: '' };
}

/** Groups are flattened; an address that is none is kept as the name it was. */
function addressesIn(field: HeaderValue | undefined): MailAddress[] {
	return [field ?? []]
		.flat()
		.flatMap((entry) => (typeof entry === 'object' && 'html' in entry ? entry.value : []))
		.flatMap((entry) => entry.group ?? [entry])
		.map(({ name, address = '' }) => ({ name: inOneLine(name), address: inOneLine(address) }));
}

function textIn(field: HeaderValue | undefined): string {
	return [field ?? []]
		.flat()
		.filter((entry) => typeof entry === 'string')
		.join(' ');
}

/** As it was written: for a date that cannot be read mailparser makes up the current time. */
function dateField({ headerLines }: MimeMessage): string | undefined {
	const line = headerLines.find(({ key }) => key === 'date')?.line;
	return line?.slice(line.indexOf(':') + 1).trim();
}

/** ISO 8601 in UTC; null for a date that is none. */
export function isoDate(date: Date | string | undefined): string | null {
	if (date === undefined) return null;
	const parsed = new Date(date);
	return Number.isNaN(parsed.getTime()) ? null : parsed.toISOString();
}

/** The beginning of a text, in one line. */
export function snippetOf(text: string): string {
	return text
		.slice(0, SNIPPET_LENGTH * 5)
		.replace(/\s+/g, ' ')
		.trim()
		.slice(0, SNIPPET_LENGTH);
}
