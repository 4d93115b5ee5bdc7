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

/** Made once for all connections of a pool: reading the public certificates takes 20 ms. */
function trusting(ca: string): tls.SecureContext {
	if (!certificatesIn(ca).every(isCertificate)) {
		const what = 'The CA certificate in the Envelope Account is not a certificate';
		throw new EnvelopeError('INVALID_ACCOUNT', what, {
			phase: 'settings',
			remedy: 'Paste it again, from -----BEGIN to the end of the line -----END CERTIFICATE-----.',
		});
	}
	return tls.createSecureContext({ minVersion, ca: [...tls.rootCertificates, ca] });
}
