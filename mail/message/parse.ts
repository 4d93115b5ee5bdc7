import { type AddressObject, type ParsedMail, simpleParser } from 'mailparser';
import { toError } from '../errors';
import type { MailAddress } from './address';
import { inOneLine } from './headerText';
import { textOfHtml } from './htmlText';
import {
	MAX_ADDRESSES,
	MAX_HTML_LENGTH,
	MAX_REFERENCES,
	MAX_SUBJECT_LENGTH,
	MAX_TEXT_LENGTH,
	SNIPPET_LENGTH,
} from './limits';
import { messageIdsIn } from './messageId';
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
	const truncated: string[] = [];
	const cut = (field: string, text: string, limit: number) => {
		if (text.length <= limit) return text;
		truncated.push(field);
		return text.slice(0, limit);
	};
	const html = typeof mail.html === 'string' ? mail.html : null;
	const text = mail.text ?? (html === null ? '' : textOfHtml(html));
	return {
		messageId: mail.messageId ?? null,
		inReplyTo: mail.inReplyTo ?? null,
		references: messageIdsIn([mail.references ?? []].flat().join(' ')).slice(-MAX_REFERENCES),
		from: addresses(mail.from),
		replyTo: addresses(mail.replyTo),
		to: addresses(mail.to),
		cc: addresses(mail.cc),
		bcc: addresses(mail.bcc),
		subject: cut('subject', inOneLine(mail.subject ?? ''), MAX_SUBJECT_LENGTH),
		date: isoDate(mail.date),
		text: cut('text', text, MAX_TEXT_LENGTH),
		html: html === null ? null : cut('html', html, MAX_HTML_LENGTH),
		truncated,
	};
}

function emptyContent(): MessageContent {
	const none = { from: [], replyTo: [], to: [], cc: [], bcc: [], references: [], truncated: [] };
	const unknown = { messageId: null, inReplyTo: null, date: null, html: null };
	return { ...none, ...unknown, subject: '', text: '' };
}

/** Groups are flattened; an address that is none is kept as the name it was. */
function addresses(field: AddressObject | AddressObject[] | undefined): MailAddress[] {
	return [field ?? []]
		.flat()
		.flatMap(({ value }) => value)
		.flatMap((entry) => entry.group ?? [entry])
		.slice(0, MAX_ADDRESSES)
		.map(({ name, address = '' }) => ({ name: inOneLine(name), address: inOneLine(address) }));
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
