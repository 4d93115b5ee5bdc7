import type { ServerSettings } from '../settings';
import type { Lookups } from '../internet/lookups';

/** A place where a domain may say which servers it has. */
export interface Source {
	/** For a sentence. */
	name: (domain: string) => string;
	/**
	 * @throws Unusable where there is nothing to read
	 * @throws EnvelopeError DNS_FAILED
	 */
	read: (domain: string, lookups: Lookups) => Promise<Offer>;
}

export interface Offer {
	smtp: Half;
	imap: Half;
	/** See DetectedServers. */
	userName?: string;
}

/** A server that may be used, or why there is none. */
export type Half =
	{ server: ServerSettings; problem?: undefined } | { server?: undefined; problem: string };
