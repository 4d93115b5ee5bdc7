import type { Resolver } from 'node:dns/promises';
import { networkInterfaces } from 'node:os';
import { EnvelopeError } from '../../errors';
import { errorCode } from './errorCode';
import { type Lookups, Unusable } from './lookups';

/** The answers of Node.js (and c-ares) that mean that there is no such record, for good. */
const none = new Set(['ENOTFOUND', 'ENODATA', 'EBADNAME']);

/**
 * Look-ups in the DNS.
 *
 * @param resolver called for each look-up, so that a change of the machine's DNS is seen
 * @param mayConnectTo whether an address is one that a stranger may send us to
 */
export function dnsLookups(
	resolver: () => Resolver,
	mayConnectTo: (address: string) => boolean,
): Omit<Lookups, 'getHttps'> {
	return {
		mx: (domain) => recordsOf(domain, resolver().resolveMx(domain)),
		srv: (service) => recordsOf(service, resolver().resolveSrv(service)),
		addresses: async (host) => {
			const [ipv4, ipv6] = await Promise.all([
				recordsOf(host, resolver().resolve4(host)),
				recordsOf(host, resolver().resolve6(host)),
			]);
			const addresses = hasIPv6Only() ? [...ipv6, ...ipv4] : [...ipv4, ...ipv6];
			if (addresses.length === 0) throw new Unusable(`${host} has no address`);
			const refused = addresses.find((address) => !mayConnectTo(address));
			if (refused === undefined) return addresses;
			throw new Unusable(`${host} leads to ${refused}, which is no public address`);
		},
	};
}

async function recordsOf<T>(name: string, answer: Promise<T[]>): Promise<T[]> {
	try {
		return await answer;
	} catch (error) {
		const code = errorCode(error);
		if (none.has(code)) return [];
		throw new EnvelopeError('DNS_FAILED', `The DNS gave no answer about ${name} (${code})`, {
			phase: 'dns',
			remedy:
				'Check the DNS of this machine; if it stays so, choose the provider in the credential, or Custom.',
		});
	}
}

/** Whether this machine has addresses in the network, and none of IPv4. */
function hasIPv6Only(): boolean {
	const addresses = Object.values(networkInterfaces()).flatMap((own = []) => own);
	const outward = addresses.filter(({ internal }) => !internal);
	return outward.length > 0 && outward.every(({ family }) => family === 'IPv6');
}
