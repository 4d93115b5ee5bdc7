import { Resolver } from 'node:dns/promises';
import { dnsLookups } from './dns';
import { httpsGetter, type HttpsOptions, httpsPoster } from './https';
import type { Lookups, PostForm } from './lookups';
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

/** Sends forms into the network. */
export function networkPoster({ resolver, mayConnectTo, https }: Network): PostForm {
	return httpsPoster(dnsLookups(resolver, mayConnectTo).addresses, https);
}

/** The internet, with the DNS servers of this machine. */
const publicHosts = {
	resolver: () => new Resolver({ timeout: 2_000, tries: 2 }),
	mayConnectTo: isPublicAddress,
};

export const internet: Lookups = networkLookups({
	...publicHosts,
	https: { port: 443, deadlineMs: 5_000 },
});

export const postForm: PostForm = networkPoster({
	...publicHosts,
	https: { port: 443, deadlineMs: 20_000 },
});
