import { detectServers } from './detect/detector';
import type { Detect, Detected } from './detect/detected';
import { type Account, accountFromCredential, domainToDetect } from './settings';

/**
 * Reads the credential Envelope Account, and finds the servers where it leaves that to us.
 *
 * @param data the decrypted credential as n8n gives it; of it, only the domain of the address is
 * used for finding them
 * @throws EnvelopeError INVALID_ACCOUNT; DNS_FAILED where the DNS gives no answer
 */
export async function readAccount(data: unknown, detect: Detect = detectServers): Promise<Account> {
	return accountFromCredential(data, await detectedFor(data, detect));
}

/** What was found for a credential; undefined where it names its servers itself. @throws as above */
export async function detectedFor(
	data: unknown,
	detect: Detect = detectServers,
): Promise<Detected | undefined> {
	const domain = domainToDetect(data);
	return domain === undefined ? undefined : detect(domain);
}
