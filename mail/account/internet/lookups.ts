import type { MxRecord, SrvRecord } from 'node:dns';

/** What the search for a domain's servers asks the network. */
export interface Lookups {
	/** @returns none where the domain has none. @throws EnvelopeError DNS_FAILED */
	mx(domain: string): Promise<MxRecord[]>;
	/** @returns none where there are none. @throws EnvelopeError DNS_FAILED */
	srv(service: string): Promise<SrvRecord[]>;
	/**
	 * @returns at least one address, the best for this machine first, and every one was checked
	 * @throws Unusable where there is none, or one that must not be connected to
	 * @throws EnvelopeError DNS_FAILED
	 */
	addresses(host: string): Promise<string[]>;
	/**
	 * @returns the file at an https address
	 * @throws Unusable for every other answer, and where there is none in time
	 * @throws EnvelopeError DNS_FAILED
	 */
	getHttps(url: URL): Promise<string>;
}

/**
 * Sends a form to an https address.
 *
 * @param form as `application/x-www-form-urlencoded`
 * @returns the status of the answer, whatever it is
 * @throws Unusable where there is none, or the address must not be connected to
 * @throws EnvelopeError DNS_FAILED
 */
export type PostForm = (url: URL, form: string) => Promise<number>;

/** An answer that says nothing or must not be used; the message says why, to follow a colon. */
export class Unusable extends Error {
	/** Whether there may be another answer later. */
	readonly mayPass: boolean;

	constructor(why: string, { mayPass = false } = {}) {
		super(why);
		this.mayPass = mayPass;
	}
}
