import { isIPv4 } from 'node:net';
import { domainToASCII } from 'node:url';
import { inspect } from 'node:util';
import addressparser from 'nodemailer/lib/addressparser';
import { z } from 'zod';
import { EnvelopeError } from '../errors';
import { headerText } from './headerText';
import { jsonIn } from './jsonIn';
import { MAX_ADDRESS_NESTING, MAX_ADDRESS_TEXT } from './limits';

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
	return addressesIn(field, input, 0);
}

/** As parseAddresses, for a field that takes exactly one. */
export function parseAddress(field: string, input: unknown): MailAddress {
	const [first, second] = parseAddresses(field, input);
	if (first && !second) return first;
	throw invalid(field, input, 'one address');
}

function addressesIn(field: string, input: unknown, nesting: number): MailAddress[] {
	if (input === undefined || input === null || input === '') return [];
	if (nesting > MAX_ADDRESS_NESTING) {
		throw tooMuch(`${field} has lists in lists, more than ${MAX_ADDRESS_NESTING} deep`);
	}
	if (Array.isArray(input)) {
		return input.flatMap((entry) => addressesIn(field, entry, nesting + 1));
	}
	const object = addressObject.safeParse(input);
	if (object.success) {
		return [mailAddress(field, object.data.name ?? '', object.data.address)];
	}
	if (typeof input !== 'string') throw invalid(field, input);
	if (input.length > MAX_ADDRESS_TEXT) {
		throw tooMuch(`${field} has more than ${MAX_ADDRESS_TEXT} characters`);
	}
	const json = jsonIn(input);
	return json === undefined ? addressesInText(field, input) : addressesIn(field, json, nesting + 1);
}

function addressesInText(field: string, text: string): MailAddress[] {
	headerText(field, text, 'Separate the addresses by commas.');
	const found = addressparser(text, { flatten: true });
	// Where the parser cannot read, it guesses: `a@x.com b@y.com` becomes one recipient with a name.
	// So a name counts only before an address in brackets, and nothing may follow these.
	const unquoted = text.replace(/"(?:[^"\\]|\\.?)*(?:"|$)/g, '');
	const inBrackets = [...unquoted.matchAll(/<([^<>]*)>/g)].map(([, inner = '']) => inner.trim());
	const bracketed = new Set(inBrackets);
	const guessed =
		/>\s*[^\s,;]/.test(unquoted) ||
		found.some(({ name, address }) => name && address && !bracketed.has(address));
	if (guessed) throw invalid(field, text);
	return found.map(({ name, address }) => mailAddress(field, name, address || name));
}

function mailAddress(field: string, name: string, address: string): MailAddress {
	headerText(field, name);
	headerText(field, address);
	const [local = '', domain = '', ...rest] = address.trim().split('@');
	const ascii = asciiDomain(domain);
	// Quoted local parts and address literals are legal and in no mailbox's use; what attackers
	// write with them (`a@evil.com(@good.com)`, `"a@evil.com"@good.com`) programs read differently.
	if (rest.length > 0 || !isUnquotedLocalPart(local) || ascii === undefined) {
		throw invalid(field, address);
	}
	return { name: name === address ? '' : name.trim(), address: `${local}@${ascii}` };
}

function isUnquotedLocalPart(local: string): boolean {
	return local.length > 0 && local.length <= 64 && !/[\s"(),:;<>[\]\\]/.test(local);
}

/**
 * The domain with A-labels; undefined where it is none. domainToASCII reads it as the host of a
 * URL: of `x.com/y` it takes `x.com`, of `x%2ecom` too, and of `1` it makes 0.0.0.1. So nothing but
 * letters, digits, `.`, `-` and `_` reaches it, and no IPv4 address may come out.
 */
function asciiDomain(domain: string): string | undefined {
	if (domain.length > 253 || !/^[\w.\u0080-\u{10ffff}-]+$/u.test(domain)) return undefined;
	const ascii = domainToASCII(domain);
	const isName = ascii.length <= 253 && /^\w[\w-]*(\.\w[\w-]*)*$/.test(ascii);
	return isName && !isIPv4(ascii) ? ascii : undefined;
}

function tooMuch(what: string): EnvelopeError {
	return new EnvelopeError('INVALID_FIELD', what, {
		phase: 'compose',
		remedy: 'Give one list of addresses, or write to fewer at a time.',
	});
}

function invalid(field: string, input: unknown, wanted = 'an email address'): EnvelopeError {
	const text =
		typeof input === 'string'
			? input
			: inspect(input, { depth: 0, compact: true, breakLength: Infinity });
	const shown = text.length > 100 ? `${text.slice(0, 100)}…` : text;
	return new EnvelopeError('INVALID_ADDRESS', `${field} has "${shown}", which is not ${wanted}`, {
		phase: 'compose',
		recipient: shown,
	});
}
