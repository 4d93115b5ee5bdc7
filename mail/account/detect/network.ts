import { Resolver } from 'node:dns/promises';
import { dnsLookups } from './dns';
import { httpsGetter, type HttpsOptions } from './https';
import type { Lookups } from './lookups';
import { isPublicAddress } from './publicAddress';

export interface Network {
	resolver: () => Resolver;
	mayConnectTo: (address: string) => boolean;
	https: HttpsOptions;
}

/** Look-ups that ask the network. */
export function networkLookups({ resolver, mayConnectTo, https }: Network): Lookups {
	const dns = dnsLookups(resolver, mayConnectTo);
	return { ...dns, getHttps: httpsGetter(dns.addresses, https) };
}

/** Look-ups in the internet, with the DNS servers of this machine. */
export const internet: Lookups = networkLookups({
	resolver: () => new Resolver({ timeout: 2_000, tries: 2 }),
	mayConnectTo: isPublicAddress,
	https: { port: 443, deadlineMs: 5_000 },
});
