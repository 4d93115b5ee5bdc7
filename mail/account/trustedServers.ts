import { getDomain } from 'tldts';
import { providerReceiving } from './presets';
import type { Account } from './settings';

/** Whose word on where a message comes from counts for an account. */
export interface TrustedServers {
	/** Domains of authserv-ids (RFC 8601 §2.5), in lower case. */
	names: string[];
	/** Whether fields without an authserv-id are theirs, as Microsoft's are. */
	nameless: boolean;
	/**
	 * They mark every message and remove what is forged in their name, as providers do; or else their
	 * names are a guess.
	 */
	known: boolean;
}

/**
 * The servers that receive an account's mail: what its owner says, those of its provider, or, as a
 * guess, whatever is in the domain of its IMAP server or of its address.
 */
export function trustedServers(account: Account): TrustedServers {
	const { authenticationServer, imap, address } = account;
	if (authenticationServer) return known([authenticationServer.toLowerCase()]);
	const servers = imap && providerReceiving(imap)?.authenticationServers;
	if (servers) return known(servers);
	const hosts = [imap?.host ?? '', address.slice(address.lastIndexOf('@') + 1)];
	const names = hosts.map((host) => getDomain(host, { allowPrivateDomains: true }));
	return {
		names: [...new Set(names.filter((name) => name !== null))],
		nameless: false,
		known: false,
	};
}

function known(servers: string[]): TrustedServers {
	const names = servers.filter((name) => name !== '');
	return { names, nameless: names.length < servers.length, known: true };
}

/** Whether a host is a domain or inside it; both in lower case. */
export function isInDomain(host: string, domain: string): boolean {
	return host === domain || host.endsWith(`.${domain}`);
}
