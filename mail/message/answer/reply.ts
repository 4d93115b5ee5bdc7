import type { Account } from '../../account/settings';
import { EnvelopeError } from '../../errors';
import { type MailAddress, parseAddresses } from '../address';
import { messageIdsIn, shortened } from '../messageId';
import type { MessageContent } from '../model';
import type { OutgoingMessage } from '../outgoing';

export interface ReplyRecipients {
	to: MailAddress[];
	/** Of a reply to all. */
	cc: MailAddress[];
	/** Who was left out, in sentences. */
	warnings: string[];
}

interface ReplyOptions {
	all: boolean;
	/** The original is one that we sent, so that its recipients get the answer. */
	sent: boolean;
}

type Original = Pick<MessageContent, 'from' | 'replyTo' | 'to' | 'cc'>;

/**
 * Who gets the answer to a message: Reply-To, else From (RFC 5322 §3.6.2); with `all` the other
 * recipients too, but for our own addresses. What strangers wrote into these fields goes through
 * the same parser as what users write: an address that is none is left out with a warning.
 *
 * @throws EnvelopeError INVALID_ADDRESS where nobody is left to write to
 */
export function replyRecipients(
	original: Original,
	account: Account,
	{ all, sent }: ReplyOptions,
): ReplyRecipients {
	const own = ownAddresses(account);
	const isOther = ({ address }: MailAddress) => !own.has(address.toLowerCase());
	const warnings: string[] = [];
	const read = (field: AddressField) => {
		const { valid, invalid } = sorted(original[field]);
		warnings.push(...invalid.map((text) => leftOut(field, text)));
		return valid;
	};

	const field = sent ? 'to' : original.replyTo.length > 0 ? 'replyTo' : 'from';
	const sender = unique(read(field));
	if (sender.length === 0) throw nobody(field, original[field]);
	if (!all) return { to: sender, cc: [], warnings };

	const others = sender.filter(isOther);
	const to = others.length > 0 ? others : sender;
	const copied = [...(sent ? [] : read('to')), ...read('cc')].filter(isOther);
	return { to, cc: without(unique(copied), to), warnings };
}

/** Whether a message says that it is from one of the account's addresses. */
export function isFromUs({ from }: Pick<MessageContent, 'from'>, account: Account): boolean {
	const own = ownAddresses(account);
	return sorted(from).valid.some(({ address }) => own.has(address.toLowerCase()));
}

/**
 * What an answer says of the message it answers (RFC 5322 §3.6.4). IDs that do not fit into a line
 * of plain ASCII are left out, because strangers write them.
 *
 * @returns undefined for a message without a usable Message-ID, which nothing can refer to
 */
export function threadOf(
	original: Pick<MessageContent, 'messageId' | 'references' | 'inReplyTo'>,
): OutgoingMessage['inReplyTo'] {
	const [messageId] = usable(messageIdsIn(original.messageId ?? ''));
	if (messageId === undefined) return undefined;
	const references = usable(original.references);
	const parent = usable(messageIdsIn(original.inReplyTo ?? '')).slice(0, 1);
	return { messageId, references: shortened(references.length > 0 ? references : parent) };
}

/** RFC 5322 §2.1.1: a line has at most 998 characters. */
function usable(ids: string[]): string[] {
	return ids.filter((id) => /^<[\x21-\x7e]{1,900}>$/.test(id));
}

/** The addresses without those of `others`, nor any of them twice. */
export function without(addresses: MailAddress[], others: MailAddress[]): MailAddress[] {
	const known = new Set(others.map(({ address }) => address.toLowerCase()));
	return addresses.filter(({ address }) => !known.has(address.toLowerCase()));
}

/** @returns each address once, however its letters are written */
export function unique(addresses: MailAddress[]): MailAddress[] {
	const seen = new Set<string>();
	return addresses.filter(({ address }) => {
		const key = address.toLowerCase();
		return !seen.has(key) && seen.add(key);
	});
}

/** The account's address, aliases and user name, in lower case and with ASCII domains. */
export function ownAddresses({ address, aliases, user }: Account): Set<string> {
	const written = [address, ...aliases, user].map((one) => ({ name: '', address: one }));
	return new Set(sorted(written).valid.map((one) => one.address.toLowerCase()));
}

type AddressField = keyof Original;

const headerNames: Record<AddressField, string> = {
	from: 'From',
	replyTo: 'Reply-To',
	to: 'To',
	cc: 'Cc',
};

function sorted(addresses: MailAddress[]) {
	const valid: MailAddress[] = [];
	const invalid: string[] = [];
	for (const entry of addresses) {
		try {
			valid.push(...parseAddresses('The original', [entry]));
		} catch {
			invalid.push(entry.address || entry.name);
		}
	}
	return { valid, invalid };
}

function leftOut(field: AddressField, text: string): string {
	return `"${text.slice(0, 100)}" in ${headerNames[field]} of the original is no email address and was left out.`;
}

function nobody(field: AddressField, [first]: MailAddress[]): EnvelopeError {
	const text = first && (first.address || first.name);
	const what = text
		? `${headerNames[field]} of the original has "${text.slice(0, 100)}", which is not an email address`
		: `The original has no address in ${headerNames[field]} to answer, as bounces and system messages do`;
	return new EnvelopeError('INVALID_ADDRESS', what, {
		phase: 'compose',
		remedy: 'Write a new message with Send, to an address that you know.',
	});
}
