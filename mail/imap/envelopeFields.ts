import type { MessageAddressObject, MessageEnvelopeObject } from 'imapflow';
import type { MailAddress } from '../message/address';
import { inOneLine } from '../message/headerText';
import { MAX_ADDRESSES, MAX_SUBJECT_LENGTH, MAX_TOKEN_LENGTH } from '../message/limits';
import { messageIdsIn } from '../message/messageId';
import type { Message } from '../message/model';
import { isoDate } from '../message/parse';
import { visibleText } from '../message/reading/invisible';

/** What ENVELOPE (RFC 3501 §7.4.2) says of a message, as the model of a message has it. */
export type EnvelopeFields = Pick<
	Message,
	'messageId' | 'inReplyTo' | 'from' | 'replyTo' | 'to' | 'cc' | 'bcc' | 'subject' | 'date'
>;

/**
 * @returns undefined where the header itself says more: what is in other charsets than UTF-8 imapflow
 * has lost, and of addresses without a domain servers make up something
 */
export function fieldsOf(envelope: MessageEnvelopeObject): EnvelopeFields | undefined {
	const from = addresses(envelope.from);
	const replyTo = addresses(envelope.replyTo);
	const fields = {
		messageId: id(envelope.messageId),
		inReplyTo: id(envelope.inReplyTo),
		from,
		// Servers fill in From where the message has no Reply-To, and nobody can tell these apart.
		replyTo: isSame(replyTo, from) ? [] : replyTo,
		to: addresses(envelope.to),
		cc: addresses(envelope.cc),
		bcc: addresses(envelope.bcc),
		subject: visibleText(inOneLine(envelope.subject ?? '').slice(0, MAX_SUBJECT_LENGTH)).text,
		date: isoDate(envelope.date),
	};
	return isIncomplete(fields) ? undefined : fields;
}

/** Who a message says it is from, as far as can be told; names may be lost. */
export function sendersIn(envelope: MessageEnvelopeObject | undefined): MailAddress[] {
	return addresses(envelope?.from).map(({ name, address }) => ({
		name,
		address: madeUp.test(address) ? '' : address.toLowerCase(),
	}));
}

/** U+FFFD, and what libmime makes of it. */
const lost = /\ufffd|ï¿½/;

/** Of Dovecot and of UW and Cyrus. */
const madeUp = /^MISSING_MAILBOX@|@MISSING_DOMAIN$|@\.MISSING-HOST-NAME\.$|@\.SYNTAX-ERROR\.$/;

function isIncomplete(fields: EnvelopeFields): boolean {
	const { subject, date, messageId, from, replyTo, to, cc, bcc } = fields;
	if (subject === '' && date === null && messageId === null) return true;
	const people = [from, replyTo, to, cc, bcc].flat();
	return (
		lost.test(subject) ||
		people.some(({ name, address }) => lost.test(name + address) || madeUp.test(address))
	);
}

function id(text = ''): string | null {
	return messageIdsIn(text)[0] ?? (inOneLine(text).slice(0, MAX_TOKEN_LENGTH) || null);
}

function addresses(list: MessageAddressObject[] = []): MailAddress[] {
	return list
		.slice(0, MAX_ADDRESSES)
		.map(({ name, address }) => ({ name: token(name), address: token(address) }));
}

function token(text = ''): string {
	return inOneLine(text).slice(0, MAX_TOKEN_LENGTH);
}

function isSame(some: MailAddress[], others: MailAddress[]): boolean {
	const textOf = (list: MailAddress[]) => list.map(({ address }) => address).join();
	return textOf(some) === textOf(others);
}
