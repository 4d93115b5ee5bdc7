import { EnvelopeError } from '../../errors';
import { autoconfigHost, autoconfigWellKnown } from './autoconfig';
import type { Detected, DetectedServers } from './detected';
import { type KnownProvider, providerOfDomain, providerOfMx } from './knownProviders';
import { type Lookups, Unusable } from '../internet/lookups';
import type { Offer, Source } from './source';
import { srvRecords } from './srv';

/** In the order in which they are asked. */
const sources: Source[] = [srvRecords, autoconfigHost, autoconfigWellKnown];

/**
 * Finds the servers of a domain: by its name, by who takes its mail in, by what it says itself.
 *
 * @param domain as domainName gives it
 * @throws EnvelopeError INVALID_ACCOUNT where nothing was found; DNS_FAILED where the DNS gives no
 * answer, so that nobody knows
 */
export async function searchServers(domain: string, lookups: Lookups): Promise<Detected> {
	const own = providerOfDomain(domain);
	if (own) return usable(own, `the domain ${domain}`);
	const mx = await lookups.mx(domain);
	const host = providerOfMx(mx);
	if (host) return usable(host, `the MX records of ${domain}`);
	return namedServers(domain, lookups);
}

/** What the domain names itself: the first source with both servers, else the first with one. */
async function namedServers(domain: string, lookups: Lookups): Promise<Detected> {
	const problems: string[] = [];
	let half: DetectedServers | undefined;
	for (const source of sources) {
		const { smtp, imap, userName } = await offerOf(source, domain, lookups);
		const name = source.name(domain);
		const found = { source: name, smtp: smtp.server, imap: imap.server, userName };
		if (found.smtp && found.imap) return found;
		if (found.smtp ?? found.imap) half ??= found;
		const reasons = new Set([smtp.problem, imap.problem].filter(Boolean));
		problems.push(`${name}: ${[...reasons].join(', ')}`);
	}
	if (half) return half;
	throw nothingFound(domain, problems);
}

async function offerOf(source: Source, domain: string, lookups: Lookups): Promise<Offer> {
	try {
		return await source.read(domain, lookups);
	} catch (error) {
		if (!(error instanceof Unusable)) throw error;
		const none = { problem: error.message };
		return { smtp: none, imap: none };
	}
}

function usable(provider: KnownProvider, source: string): Detected {
	const { id, name } = provider.preset;
	if (id !== 'protonBridge') return { source, ...provider };
	throw new EnvelopeError(
		'INVALID_ACCOUNT',
		`The mailbox is at Proton Mail by ${source}, whose servers are reached through Bridge only`,
		{
			phase: 'settings',
			remedy: `Run Proton Mail Bridge, and choose the provider ${name} in the credential.`,
		},
	);
}

function nothingFound(domain: string, problems: string[]): EnvelopeError {
	return new EnvelopeError(
		'INVALID_ACCOUNT',
		`No mail servers were found for ${domain}. Its MX records are of no provider that we know; ${problems.join('; ')}`,
		{
			phase: 'settings',
			remedy:
				'Check the address; or choose the provider in the credential, or Custom and enter the servers that the provider documents.',
		},
	);
}
