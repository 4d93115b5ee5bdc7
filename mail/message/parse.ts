import type { TrustedServers } from '../account/trustedServers';
import { toError } from '../errors';
import type { MailAddress } from './address';
import { bodyOf } from './body';
import { bounded } from './bounded';
import { inOneLine } from './headerText';
import {
	MAX_ADDRESSES,
	MAX_DECEPTIVE_LINKS,
	MAX_HIDDEN_TEXTS,
	MAX_HTML_LENGTH,
	MAX_REFERENCES,
	MAX_SUBJECT_LENGTH,
	MAX_TEXT_LENGTH,
	MAX_TOKEN_LENGTH,
	SNIPPET_LENGTH,
} from './limits';
import { messageIdsIn, shortened } from './messageId';
import { type HeaderValue, type MimeMessage, type MimePart, readMime } from './mime';
import type { MessageContent } from './model';
import { authenticationOf, notAuthenticated } from './reading/authentication';
import { headersIn } from './reading/headers';
import { visibleText } from './reading/invisible';
import { kindOf } from './reading/kind';
import { replyIn } from './reading/reply';
import type { PartType } from './reading/signs';

export interface ParseOptions {
	/** Whose verdicts `authentication` may hold; without it there are none. */
	trustedServers?: TrustedServers;
	/** The types of the message and its parts, where the source does not have them all. */
	parts?: PartType[];
	/** Whether `headers` is wanted. */
	headers?: boolean;
}

/**
 * Reads the header and text of a MIME message. Of fields that may stand once and stand there twice
 * the last counts, as RFC 8621 §4.1.3 has it and Dovecot's ENVELOPE does.
 *
 * @param source the message, or as much of it as is wanted
 * @returns never throws: a message that cannot be read comes with `parseError` and empty fields
 */
export async function parseMessage(
	source: Buffer,
	options: ParseOptions = {},
): Promise<MessageContent> {
	const { header, bytes, cut } = bounded(source);
	try {
		return contentOf(await readMime(bytes), cut, options);
	} catch (error) {
		const rest = await readMime(header).catch(() => undefined);
		const content = rest ? contentOf(rest, cut, options) : emptyContent();
		return { ...content, parseError: toError(error).message };
	}
}

/** What is given out of a message that cannot be read. */
export function unreadable(parseError: string): MessageContent {
	return { ...emptyContent(), parseError };
}

function contentOf(mail: MimeMessage, alreadyCut: string[], options: ParseOptions): MessageContent {
	const truncated = new Set(alreadyCut);
	const cut = (field: string, text: string, limit: number) => {
		if (text.length > limit) truncated.add(field);
		return text.slice(0, limit);
	};
	const few = <T>(field: string, list: T[], limit: number) => {
		if (list.length > limit) truncated.add(field);
		return list.slice(0, limit);
	};
	const addresses = (field: string, name = field) => {
		const list = few(field, addressesIn(mail.headers.get(name)), MAX_ADDRESSES);
		return list.map(({ name, address }) => ({
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
	if (body.isScanCut) truncated.add('hiddenText');
	const from = addresses('from');
	const subject = visibleText(
		cut('subject', inOneLine(textIn(mail.headers.get('subject'))), MAX_SUBJECT_LENGTH),
	);
	const visible = visibleText(body.text);
	const text = cut('text', visible.text, MAX_TEXT_LENGTH);
	const hidden = [...body.hiddenText, ...visible.hidden, ...subject.hidden];
	const { headerLines } = mail;
	const parts = options.parts ?? partTypes(mail.root);
	const header = options.headers ? headersIn(headerLines) : undefined;
	if (header?.cut) truncated.add('headers');
	return {
		messageId: id('messageId', 'message-id'),
		inReplyTo: id('inReplyTo', 'in-reply-to'),
		references: shortened(references),
		from,
		replyTo: addresses('replyTo', 'reply-to'),
		to: addresses('to'),
		cc: addresses('cc'),
		bcc: addresses('bcc'),
		subject: subject.text,
		date: isoDate(dateField(mail)),
		kind: kindOf({ headerLines, parts, from, subject: subject.text, text }),
		authentication: authenticationOf(headerLines, options.trustedServers),
		text,
		reply: replyIn(text),
		html: body.html === null ? null : cut('html', body.html, MAX_HTML_LENGTH),
		hiddenText: few('hiddenText', hidden, MAX_HIDDEN_TEXTS),
		deceptiveLinks: few('deceptiveLinks', body.deceptiveLinks, MAX_DECEPTIVE_LINKS),
		...(header ? { headers: header.headers } : {}),
		truncated: [...truncated],
	};
}

function partTypes(part: MimePart): PartType[] {
	const { contentType, parameters, children } = part;
	return [{ type: contentType || '', parameters }, ...children.flatMap(partTypes)];
}

function emptyContent(): MessageContent {
	const none = { from: [], replyTo: [], to: [], cc: [], bcc: [], references: [], truncated: [] };
	const unknown = { messageId: null, inReplyTo: null, date: null, html: null };
	const read = { kind: 'human' as const, authentication: notAuthenticated, reply: '' };
	return {
		...none,
		...unknown,
		...read,
		hiddenText: [],
		deceptiveLinks: [],
		subject: '',
		text: '',
	};
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
	const line = headerLines.findLast(({ key }) => key === 'date')?.line;
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
