import tls from 'node:tls';
import type { Account } from './settings';

/**
 * TLS options of Node.js for both of the account's servers. Certificates are verified unless the
 * user switched it off; the user's own CA is trusted besides the public ones, not instead.
 */
export function tlsOptions(account: Account): tls.ConnectionOptions {
	return {
		minVersion: 'TLSv1.2',
		rejectUnauthorized: !account.allowSelfSigned,
		ca: account.ca === undefined ? undefined : [...tls.rootCertificates, account.ca],
	};
}
