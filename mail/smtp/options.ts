import { type Account, type ServerSettings, smtpServer } from '../account/settings';
import { tlsOptions } from '../account/tls';

/**
 * How we speak SMTP to the account's server. STARTTLS is required where it was chosen: without
 * `requireTLS` nodemailer signs in over plaintext when the server does not offer it.
 */
export function smtpOptions(account: Account) {
	const server = smtpServer(account);
	return {
		host: server.ip ?? server.host,
		servername: server.ip && server.host,
		port: server.port,
		...security(server),
		auth: account.password === '' ? undefined : { user: account.user, pass: account.password },
		tls: tlsOptions(account),
		logger: false,
		disableFileAccess: true,
		disableUrlAccess: true,
	};
}

function security({ tls }: ServerSettings) {
	return { secure: tls === 'tls', requireTLS: tls === 'starttls', ignoreTLS: tls === 'none' };
}
