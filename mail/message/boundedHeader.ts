import { MAX_FIELD_BYTES, MAX_HEADER_BYTES } from './limits';

/** The fields of a header that become fields of a message, as both call them. */
const fieldNames: Record<string, string> = {
	from: 'from',
	to: 'to',
	cc: 'cc',
	bcc: 'bcc',
	subject: 'subject',
	date: 'date',
	references: 'references',
	'reply-to': 'replyTo',
	'message-id': 'messageId',
	'in-reply-to': 'inReplyTo',
};
const describing = new Set(['content-type', 'content-transfer-encoding', 'content-disposition']);

interface BoundedHeader {
	header: Buffer;
	/** The names of fields of the message that are not whole. */
	cut: string[];
}

/**
 * A header with its empty line, in which every name that is read has a bound of its own, and all
 * others share one: a flood of some fields does not take away the others.
 *
 * @returns the same buffer where nothing is to do
 */
export function boundedHeader(source: Buffer): BoundedHeader {
	if (source.length <= MAX_FIELD_BYTES) return { header: source, cut: [] };
	const left = new Map<string, number>();
	const cut = new Set<string>();
	const kept: string[] = [];
	for (const field of source.toString('latin1').split(/\r?\n(?![ \t])/)) {
		const name = field.slice(0, field.indexOf(':')).trim().toLowerCase();
		const isRead = Object.hasOwn(fieldNames, name);
		const budget = isRead || describing.has(name) ? name : '';
		const room = left.get(budget) ?? (budget === '' ? MAX_HEADER_BYTES : MAX_FIELD_BYTES);
		if (field.length > room && isRead) cut.add(fieldNames[name] ?? '');
		const text = field.slice(0, room).trimEnd();
		if (text.includes(':')) kept.push(`${text}\r\n`);
		left.set(budget, room - text.length);
	}
	return { header: Buffer.from(`${kept.join('')}\r\n`, 'latin1'), cut: [...cut] };
}
