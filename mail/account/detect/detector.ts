import { EnvelopeError } from '../../errors';
import type { Detect, Detected } from './detected';
import type { Lookups } from '../internet/lookups';
import { internet } from '../internet/network';
import { remember } from './remember';
import { searchServers } from './search';

/** For all look-ups together; each has a limit of its own. */
const DEADLINE_MS = 20_000;

/**
 * Finds the servers of a domain, and remembers them for an hour.
 *
 * @param now milliseconds
 */
export function detector(lookups: Lookups, now: () => number = Date.now): Detect {
	return remember((domain) => inTime(domain, searchServers(domain, lookups)), now);
}

/** The one that all accounts of this process share. */
export const detectServers: Detect = detector(internet);

async function inTime(domain: string, search: Promise<Detected>): Promise<Detected> {
	let timer: NodeJS.Timeout | undefined;
	const late = new Promise<never>((_, reject) => {
		timer = setTimeout(() => reject(tookTooLong(domain)), DEADLINE_MS);
	});
	try {
		return await Promise.race([search, late]);
	} finally {
		clearTimeout(timer);
	}
}

function tookTooLong(domain: string): EnvelopeError {
	const what = `The search for the mail servers of ${domain} took too long`;
	return new EnvelopeError('DNS_FAILED', what, {
		phase: 'dns',
		remedy: 'Check the DNS of this machine; or choose the provider in the credential, or Custom.',
	});
}
