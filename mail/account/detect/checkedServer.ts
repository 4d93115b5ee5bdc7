import type { ServerSettings } from '../settings';
import { domainName } from '../internet/domainName';
import { type Lookups, Unusable } from '../internet/lookups';
import type { Half } from './source';

/** Enough for a provider with a server in reserve, and no way to keep us busy. */
const MAX_CANDIDATES = 4;

/** A server as the domain names it, not yet checked. */
export interface Candidate {
	host: string;
	port: number;
	tls: 'tls' | 'starttls';
}

/**
 * The first of the candidates that can be used. It keeps the address that was checked, so that a
 * DNS that answers otherwise later cannot lead the password elsewhere.
 *
 * @param otherwise what to say where there are no candidates
 * @throws EnvelopeError DNS_FAILED
 */
export async function firstUsable(
	protocol: ServerSettings['protocol'],
	candidates: Candidate[],
	lookups: Lookups,
	otherwise: string,
): Promise<Half> {
	const problems: string[] = [];
	for (const candidate of candidates.slice(0, MAX_CANDIDATES)) {
		try {
			return { server: await checked(protocol, candidate, lookups) };
		} catch (error) {
			if (!(error instanceof Unusable)) throw error;
			problems.push(error.message);
		}
	}
	return { problem: problems.join(', ') || otherwise };
}

async function checked(
	protocol: ServerSettings['protocol'],
	{ host, port, tls }: Candidate,
	lookups: Lookups,
): Promise<ServerSettings> {
	const name = domainName(host);
	if (name === undefined) throw new Unusable('a server is not given by its name');
	if (port < 1 || port > 65535) throw new Unusable(`${name} has no valid port`);
	const [ip] = await lookups.addresses(name);
	return { protocol, host: name, port, tls, ip };
}
