import { domainToASCII } from 'node:url';
import addressparser from 'nodemailer/lib/addressparser';
import { z } from 'zod';
import { EnvelopeError } from '../errors';
import { headerText } from './headerText';

/** A mailbox of RFC 5322 §3.4. */
export interface MailAddress {
	/** Display name, may be empty. */
	name: string;
	/** Its domain in ASCII (RFC 5890 A-labels). */
	address: string;
}

const addressObject = z.object({ name: z.string().nullish(), address: z.string() });

/**
 * Reads a list of addresses as people and models write them: comma text, a list, `{name, address}`
 * objects, or a JSON text of these.
 *
 * @param field how the user knows it, such as `To`
 * @throws EnvelopeError INVALID_ADDRESS or INVALID_FIELD, naming the field and the address
 */
export function parseAddresses(field: string, input: unknown): MailAddress[] {
	if (input === undefined || input === null || input === '') return [];
	if (Array.isArray(input)) return input.flatMap((entry) => parseAddresses(field, entry));
	const object = addressObject.safeParse(input);
	if (object.success) {
		return [mailAddress(field, object.data.name ?? '', object.data.address)];
	}
	if (typeof input !== 'string') throw invalid(field, JSON.stringify(input));
	const json = jsonIn(input);
	return json === undefined ? addressesInText(field, input) : parseAddresses(field, json);
}

/** As parseAddresses, for a field that takes exactly one. */
export function parseAddress(field: string, input: unknown): MailAddress {
	const [first, second] = parseAddresses(field, input);
	if (first && !second) return first;
	throw invalid(field, typeof input === 'string' ? input : JSON.stringify(input), 'one address');
}

function addressesInText(field: string, text: string): MailAddress[] {
	headerText(field, text);
	const found = addressparser(text, { flatten: true });
	// Where the parser cannot read, it guesses: `a@x.com b@y.com` becomes one recipient with a name.
	// So a name counts only before an address in brackets, and nothing may follow these.
	const unquoted = text.replace(/"(?:[^"\\]|\\.)*"/g, '');
	const bracketed = [...unquoted.matchAll(/<([^<>]*)>/g)].map(([, inner = '']) => inner.trim());
	const guessed =
		/>\s*[^\s,;]/.test(unquoted) ||
		found.some(({ name, address }) => name && address && !bracketed.includes(address));
	if (guessed) throw invalid(field, text);
	return found.map(({ name, address }) => mailAddress(field, name, address || name));
}

function mailAddress(field: string, name: string, address: string): MailAddress {
	headerText(field, name);
	headerText(field, address);
	const [local = '', domain = '', ...rest] = address.trim().split('@');
	const ascii = domainToASCII(domain);
	// Quoted local parts and address literals are legal and in no mailbox's use; what attackers
	// write with them (`a@evil.com(@good.com)`, `"a@evil.com"@good.com`) programs read differently.
	if (rest.length > 0 || !isDotString(local) || !isDomain(ascii)) throw invalid(field, address);
	return { name: name === address ? '' : name.trim(), address: `${local}@${ascii}` };
}

function isDotString(local: string): boolean {
	return local.length > 0 && local.length <= 64 && !/[\s"(),:;<>[\]\\]/.test(local);
}

function isDomain(ascii: string): boolean {
	return ascii.length <= 253 && /^[a-z0-9_]([a-z0-9_-]*)(\.[a-z0-9_]([a-z0-9_-]*))*$/i.test(ascii);
}

function jsonIn(text: string): object | undefined {
	if (!/^\s*[[{]/.test(text)) return undefined;
	try {
		const parsed: unknown = JSON.parse(text);
		return typeof parsed === 'object' && parsed !== null ? parsed : undefined;
	} catch {
		return undefined;
	}
}

function invalid(field: string, address: string, wanted = 'an email address'): EnvelopeError {
	const shown = address.length > 100 ? `${address.slice(0, 100)}…` : address;
	return new EnvelopeError('INVALID_ADDRESS', `${field} has "${shown}", which is not ${wanted}`, {
		phase: 'compose',
		recipient: shown,
	});
}

/** `Name <address>`, or the address alone. */
export function formatAddress({ name, address }: MailAddress): string {
	return name ? `${name} <${address}>` : address;
}
