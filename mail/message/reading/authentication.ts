import { isIP } from 'node:net';
import { isInDomain, type TrustedServers } from '../../account/trustedServers';
import {
	type AuthenticationResults,
	type MethodResult,
	readAuthenticationResults,
} from './authenticationResults';
import { fieldValue, type HeaderLine } from './field';

/** Verdicts of the receiving server; null where it gave none, or none that can be trusted. */
export interface Authentication {
	/** RFC 7208 */
	spf: string | null;
	/** RFC 6376: `pass` where one of the signatures is good, whosever it is. */
	dkim: string | null;
	/** RFC 7489: whether one of both holds for the domain in From. */
	dmarc: string | null;
	/** Whose verdicts they are: its authserv-id (RFC 8601 §2.5). */
	server: string | null;
}

export const notAuthenticated: Authentication = {
	spf: null,
	dkim: null,
	dmarc: null,
	server: null,
};

/** Fields of a header that are looked at; servers write theirs at the top. */
const MAX_FIELDS = 300;

/**
 * The verdicts that the account's own server wrote. Anybody may write such a field into what he
 * sends, so it counts only with the name of one of the account's servers, and only where nobody
 * else can have put it: above the Received of the server that took the message from outside.
 * Servers that are known to remove what is forged in their name (RFC 8601 §5) may write theirs below
 * that line, as Gmail and iCloud do, but above the next one.
 */
export function authenticationOf(
	lines: readonly HeaderLine[],
	trusted: TrustedServers | undefined,
): Authentication {
	if (!trusted) return notAuthenticated;
	const { above, below } = fieldsOfServers(lines.slice(0, MAX_FIELDS), trusted);
	const fields = above.length > 0 ? above : below;
	const [first] = fields;
	if (!first) return notAuthenticated;
	return {
		spf: spfIn(fields),
		dkim: dkimIn(fields),
		dmarc: worst(resultsOf('dmarc', fields)),
		server: first.server || (trusted.names[0] ?? null),
	};
}

function fieldsOfServers(lines: readonly HeaderLine[], trusted: TrustedServers) {
	const above: AuthenticationResults[] = [];
	const below: AuthenticationResults[] = [];
	let pending: AuthenticationResults[] = [];
	let boundary = false;
	for (const line of lines) {
		if (line.key === 'received') {
			if (boundary) break;
			// What no line of a server stands under, the sender may have written.
			above.push(...pending);
			pending = [];
			boundary = !isOwnHop(fieldValue(line), trusted);
			if (boundary && !trusted.known) break;
		} else if (line.key === 'authentication-results') {
			const field = readAuthenticationResults(fieldValue(line));
			if (isTrusted(field.server, trusted)) (boundary ? below : pending).push(field);
		}
	}
	return { above, below };
}

function isTrusted(server: string, { names, nameless }: TrustedServers): boolean {
	return server === '' ? nameless : names.some((name) => isInDomain(server, name));
}

/**
 * Whether a message only went from one of the account's servers to another by this line: Gmail
 * names no sender then; others name one of theirs, without an address or with one that is not
 * public. Known servers may have public ones among themselves, as Microsoft's have.
 */
function isOwnHop(received: string, { names, known }: TrustedServers): boolean {
	if (/^by\s/i.test(received)) return true;
	const [, host = '', comments = ''] =
		/^from\s+(\S+)((?:\s*\((?:[^()]|\([^()]*\))*\))*)/i.exec(received) ?? [];
	const name = host.toLowerCase();
	const isOwnName =
		names.some((own) => isInDomain(name, own)) ||
		/^[\w-]+$|\.(?:internal|local|lan)$/.test(name) ||
		isPrivate(name.replace(/^\[|\]$/g, ''));
	const words = `${host} ${comments}`
		.split(/[[\]()\s]+/)
		.map((word) => word.replace(/^ipv6:/i, ''));
	return isOwnName && (known || words.every((word) => isIP(word) === 0 || isPrivate(word)));
}

const isPrivate = (address: string) =>
	isIP(address) !== 0 &&
	/^(?:127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|::1$|f[cd][0-9a-f]{2}:|fe80:)/i.test(
		address,
	);

/** That of the envelope's sender, where there is one of the greeting's name, too. */
function spfIn(fields: AuthenticationResults[]): string | null {
	const spf = resultsOf('spf', fields);
	const ofSender = spf.filter(({ properties }) => properties.includes('smtp.mailfrom'));
	return worst(ofSender.length > 0 ? ofSender : spf);
}

/** iCloud gives each signature a field of its own. */
function dkimIn(fields: AuthenticationResults[]): string | null {
	const signer = fields.find((field) => resultsOf('dkim', [field]).length > 0)?.server;
	const dkim = resultsOf(
		'dkim',
		fields.filter(({ server }) => server === signer),
	);
	return (dkim.find(({ result }) => result === 'pass') ?? dkim[0])?.result ?? null;
}

function resultsOf(wanted: string, fields: AuthenticationResults[]): MethodResult[] {
	return fields.flatMap(({ results }) => results).filter(({ method }) => method === wanted);
}

/** Where results contradict each other, a pass may be smuggled in. */
function worst(results: MethodResult[]): string | null {
	return (results.find(({ result }) => result !== 'pass') ?? results[0])?.result ?? null;
}
