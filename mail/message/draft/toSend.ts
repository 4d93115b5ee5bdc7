import { Readable } from 'node:stream';
import { EnvelopeError } from '../../errors';
import { type MailAddress, parseAddresses } from '../address';
import type { ComposedMessage } from '../compose';
import { fieldsIn, nameOf, valueOf, valuesOf, withFields } from '../headerFields';
import { MAX_ADDRESSES } from '../limits';
import { messageIdsIn } from '../messageId';
import { parseMessage } from '../parse';
import { utf8Header } from '../utf8Header';
import { withHeader } from '../withHeader';
import { composedFields } from './composedFields';

/** A draft as it is in the mailbox, its header read. */
export interface StoredDraft {
	/** In latin1, each field with its CRLF. */
	header: string;
	/** Streams all of it, byte for byte. */
	open: () => Promise<Readable>;
}

/** Whom a draft says that it is from and for. */
export interface DraftParties {
	/** With angle brackets; null where it has none. */
	messageId: string | null;
	/** Undefined where it does not say. */
	from: MailAddress | undefined;
	/** To, Cc and Bcc, each address once. */
	recipients: string[];
}

/** RFC 5322 §3.6: programs that read a header with two of one of these do not agree which counts. */
const single = [
	...['from', 'sender', 'reply-to', 'to', 'cc', 'bcc', 'subject', 'date'],
	...['message-id', 'in-reply-to', 'references'],
];

/**
 * Who is written to, and as whom.
 *
 * @throws EnvelopeError INVALID_ADDRESS, INVALID_FIELD for a draft that cannot be sent as it is
 */
export async function partiesOf({ header }: Pick<StoredDraft, 'header'>): Promise<DraftParties> {
	const fields = fieldsIn(header);
	for (const name of single) {
		if (valuesOf(fields, name).length > 1) throw repeated(name);
	}
	const message = await parseMessage(Buffer.from(`${header}\r\n`, 'latin1'));
	const read = (name: 'From' | 'To' | 'Cc' | 'Bcc', given: MailAddress[]) => {
		if (given.length >= MAX_ADDRESSES || message.truncated.includes(name.toLowerCase())) {
			throw tooMany(name);
		}
		// What is no address was read as a name.
		const entries = given.map((entry) => (entry.address === '' ? entry.name : entry));
		return parseAddresses(`${name} of the draft`, entries);
	};
	const from = read('From', message.from);
	if (from.length > 1) throw severalAuthors(from);
	const all = [...read('To', message.to), ...read('Cc', message.cc), ...read('Bcc', message.bcc)];
	return {
		messageId: messageIdsIn(message.messageId ?? '')[0] ?? null,
		from: from[0],
		recipients: [...new Set(all.map(({ address }) => address))],
	};
}

/** What a draft is sent with instead of what it says. */
export interface Departure {
	from: MailAddress;
	date: Date;
	messageId: string;
}

/**
 * A draft as it is sent: the same bytes, but for the fields that say that it is a draft, for whom it
 * is besides, and when it was written; fields that are not in ASCII are encoded (RFC 2047).
 *
 * @throws EnvelopeError INVALID_FIELD
 */
export async function draftToSend(
	{ header, open }: StoredDraft,
	departure: Departure,
): Promise<ComposedMessage> {
	const kept = fieldsIn(header).filter((field) => !isPrivate(nameOf(field)) && !isEmpty(field));
	const own = await composedFields(departure, ['from', 'date', 'message-id']);
	const fields = await inAscii(withFields(kept, own));
	const text = fields.join('');
	return {
		messageId: departure.messageId,
		eightBit: true,
		stream: () =>
			Readable.from(
				withHeader(open, () => text),
				{ objectMode: false },
			),
	};
}

/**
 * What mail programs and servers note in a draft for themselves; and those whom the others are not
 * to know of.
 */
function isPrivate(name: string): boolean {
	return privateFields.test(name);
}

const privateFields =
	/^(?:bcc|resent-bcc|lcc|sender|return-path|received|delivered-to|fcc|gcc|status|lines|autocrypt-draft-state|x-(?:status|uid|uidl|keywords|unsent|fcc|identity-key|account-key|template-.*|draft-.*|envelope-.*|mozilla-.*|gmail-.*|gm-.*|google-.*|ms-exchange-organization-.*|apple-.*|uniform-type-identifier|universally-unique-identifier|kmail-.*|evolution-.*|claws-.*|sylpheed-.*|mutt-.*|roundcube-.*|k9mail-.*|imp-draft.*|gnus-.*|reply-uid|reply-mbox|our-.*|cursor-pos|forwarded-message-id))$/;

/** Programs write fields before there is something in them; RFC 5322 does not allow it in a message. */
function isEmpty(field: string): boolean {
	return valueOf(field) === '' && nameOf(field) !== 'subject';
}

async function inAscii(fields: string[]): Promise<string[]> {
	const header = Buffer.from(fields.join(''), 'latin1');
	// The charset is one of the whole header.
	const decoded = fieldsIn(utf8Header(header).toString());
	return Promise.all(
		fields.map(async (field, index) =>
			/[\u0080-\u00ff]/.test(field) ? encoded(decoded[index] ?? field).catch(() => field) : field,
		),
	);
}

const addressFields: Record<string, 'to' | 'cc' | 'replyTo'> = {
	to: 'to',
	cc: 'cc',
	'reply-to': 'replyTo',
};

/** @throws EnvelopeError for a field that is not to be written by hand, such as Content-Type */
async function encoded(field: string): Promise<string> {
	const name = nameOf(field);
	const value = valueOf(field);
	const addressField = addressFields[name];
	const piece = addressField
		? { [addressField]: parseAddresses(name, value) }
		: name === 'subject'
			? { subject: value }
			: { headers: [{ name: field.slice(0, field.indexOf(':')).trim(), value }] };
	const fields = await composedFields(piece, [name]);
	return fields.get(name)?.join('') ?? field;
}

function repeated(name: string): EnvelopeError {
	return unsendable(
		`The draft has the field ${name} twice, which mail programs read differently`,
		'Create the draft anew, or save it in a mail program first.',
	);
}

function tooMany(name: string): EnvelopeError {
	return unsendable(
		`${name} of the draft has more addresses than can be read`,
		'Write to fewer at a time.',
	);
}

function severalAuthors(from: MailAddress[]): EnvelopeError {
	const named = from.slice(0, 3).map(({ address }) => address);
	return unsendable(
		`The draft is from several people at once: ${named.join(', ')}`,
		'Set From Address with the operation Update.',
	);
}

function unsendable(what: string, remedy: string): EnvelopeError {
	return new EnvelopeError('INVALID_FIELD', what, { phase: 'compose', remedy });
}
