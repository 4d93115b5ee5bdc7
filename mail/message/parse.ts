import { type AddressObject, type ParsedMail, simpleParser } from 'mailparser';
import { toError } from '../errors';
import type { MailAddress } from './address';
import { inOneLine } from './headerText';
import { textOfHtml } from './htmlText';
import {
	MAX_ADDRESSES,
	MAX_DECODED_FIELDS,
	MAX_HEADER_BYTES,
	MAX_HTML_LENGTH,
	MAX_REFERENCES,
	MAX_SUBJECT_LENGTH,
	MAX_TEXT_LENGTH,
	MAX_TOKEN_LENGTH,
	SNIPPET_LENGTH,
} from './limits';
import { messageIdsIn, shortened } from './messageId';
import type { MessageContent } from './model';

/**
 * mailparser's own extras are off: with its defaults 98 KB of nested `<div>` throws and a page of
 * odd links takes seconds (measured); HTML is turned into text by our bounded reader instead.
 */
const parserOptions = {
	skipHtmlToText: true,
	skipTextToHtml: true,
	skipTextLinks: true,
	skipImageLinks: true,
	keepCidLinks: true,
};

/**
 * Reads the header and text of a MIME message.
 *
 * @param source the message, or as much of it as is wanted
 * @returns never throws: a message that cannot be read comes with `parseError` and empty fields
 */
export async function parseMessage(source: Buffer): Promise<MessageContent> {
	try {
		return contentOf(await simpleParser(source, parserOptions));
	} catch (error) {
		return { ...emptyContent(), parseError: toError(error).message };
	}
}

function contentOf(mail: ParsedMail): MessageContent {
	const truncated = new Set<string>();
	const cut = (field: string, text: string, limit: number) => {
		if (text.length > limit) truncated.add(field);
		return text.slice(0, limit);
	};
	const addresses = (field: AddressField) => {
		const list = addressesIn(mail[field]);
		if (list.length > MAX_ADDRESSES) truncated.add(field);
		return list.slice(0, MAX_ADDRESSES).map(({ name, address }) => ({
			name: cut(field, name, MAX_TOKEN_LENGTH),
			address: cut(field, address, MAX_TOKEN_LENGTH),
		}));
	};
	const id = (field: 'messageId' | 'inReplyTo') => {
		const text = mail[field] ?? '';
		return messageIdsIn(text)[0] ?? (cut(field, text, MAX_TOKEN_LENGTH) || null);
	};
	const references = messageIdsIn([mail.references ?? []].flat().join(' '));
	if (references.length > MAX_REFERENCES) truncated.add('references');
	const html = typeof mail.html === 'string' ? cut('html', mail.html, MAX_HTML_LENGTH) : null;
	// mailparser gives an empty text, not none, where HTML is all there is.
	const onlyHtml = html !== null && !mail.text?.trim();
	if (onlyHtml && truncated.has('html')) truncated.add('text');
	return {
		messageId: id('messageId'),
		inReplyTo: id('inReplyTo'),
		references: shortened(references),
		from: addresses('from'),
		replyTo: addresses('replyTo'),
		to: addresses('to'),
		cc: addresses('cc'),
		bcc: addresses('bcc'),
		subject: cut('subject', inOneLine(mail.subject ?? ''), MAX_SUBJECT_LENGTH),
		date: isoDate(dateField(mail)),
		text: cut('text', onlyHtml ? textOfHtml(html) : (mail.text ?? ''), MAX_TEXT_LENGTH),
		html,
		truncated: [...truncated],
	};
}

function emptyContent(): MessageContent {
	const none = { from: [], replyTo: [], to: [], cc: [], bcc: [], references: [], truncated: [] };
	const unknown = { messageId: null, inReplyTo: null, date: null, html: null };
	return { ...none, ...unknown, subject: '', text: '' };
}

type AddressField = 'from' | 'replyTo' | 'to' | 'cc' | 'bcc';

/** Groups are flattened; an address that is none is kept as the name it was. */
function addressesIn(field: AddressObject | AddressObject[] | undefined): MailAddress[] {
	return [field ?? []]
		.flat()
		.flatMap(({ value }) => value)
		.flatMap((entry) => entry.group ?? [entry])
		.map(({ name, address = '' }) => ({ name: inOneLine(name), address: inOneLine(address) }));
}

/**
 * Header fields as they read, decoded and in one line each; bounded, as in message/limits.ts.
 *
 * @param header the fields as they came
 * @param names those that are wanted; all of them where it is undefined
 */
export async function decodedFields(header: Buffer, names?: string[]): Promise<string[]> {
	const wanted = names && new Set(names.map((name) => name.toLowerCase()));
	const lines = header
		.toString('latin1', 0, MAX_HEADER_BYTES)
		.replace(/\r?\n(?=[ \t])/g, '')
		.split(/\r?\n/);
	const values = lines.flatMap((line) => {
		const colon = line.indexOf(':');
		if (colon < 0 || wanted?.has(line.slice(0, colon).trim().toLowerCase()) === false) return [];
		return [line.slice(colon + 1).trim()];
	});
	let left = MAX_DECODED_FIELDS;
	return Promise.all(
		values.map(async (value) => (encoded.test(value) && left-- > 0 ? decodedField(value) : value)),
	);
}

/** An encoded word (RFC 2047 §2), or bytes that are no ASCII. */
const encoded = /=\?|[^\t -~]/;

/** Of all fields mailparser decodes a Subject as any text (RFC 2047 §5), and no other so plainly. */
async function decodedField(value: string): Promise<string> {
	const source = Buffer.from(`Subject: ${value}\r\n\r\n`, 'latin1');
	const { subject = '' } = await simpleParser(source, parserOptions);
	return subject;
}

/** As it was written: for a date that cannot be read mailparser makes up the current time. */
function dateField({ headerLines }: ParsedMail): string | undefined {
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
