import tls from 'node:tls';
import { EnvelopeError } from '../errors';
import { certificatesIn, isCertificate } from './pem';
import type { Account } from './settings';

/**
 * TLS options of Node.js for both of the account's servers. Certificates are verified unless the
 * user switched it off; the user's own CA is trusted besides the public ones, not instead.
 *
 * @throws EnvelopeError INVALID_ACCOUNT where that CA is none
 */
export function tlsOptions(account: Account): tls.ConnectionOptions {
	return {
		minVersion,
		rejectUnauthorized: !account.allowSelfSigned,
		secureContext: account.ca === undefined ? undefined : trusting(account.ca),
	};
}

const minVersion = 'TLSv1.2';

/** By the CA; as many as one n8n has servers of one's own, of which it keeps the latest. */
const contexts = new Map<string, tls.SecureContext>();
const MAX_CONTEXTS = 20;

/** Made once for all connections: with the public certificates it takes 20 ms and 1 MB (measured). */
function trusting(ca: string): tls.SecureContext {
	const known = contexts.get(ca) ?? contextWith(ca);
	contexts.delete(ca);
	contexts.set(ca, known);
	for (const oldest of [...contexts.keys()].slice(0, -MAX_CONTEXTS)) contexts.delete(oldest);
	return known;
}

function contextWith(ca: string): tls.SecureContext {
	if (!certificatesIn(ca).every(isCertificate)) {
		const what = 'The CA certificate in the Envelope Account is not a certificate';
		throw new EnvelopeError('INVALID_ACCOUNT', what, {
			phase: 'settings',
			remedy: 'Paste it again, from -----BEGIN to the end of the line -----END CERTIFICATE-----.',
		});
	}
	return tls.createSecureContext({ minVersion, ca: [...tls.rootCertificates, ca] });
}
