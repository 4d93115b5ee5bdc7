import { type Account, type ServerSettings, smtpServer } from '../account/settings';
import { tlsOptions } from '../account/tls';
import { oauth2Auth, oauth2Handler } from './oauth2';

/**
 * How we speak SMTP to the account's server. STARTTLS is required where it was chosen: without
 * `requireTLS` nodemailer signs in over plaintext when the server does not offer it.
 *
 * @param latest the account whose access tokens are used, asked at each connection
 */
export function smtpOptions(account: Account, latest: () => Account = () => account) {
	const server = smtpServer(account);
	return {
		host: server.ip ?? server.host,
		servername: server.ip && server.host,
		port: server.port,
		...security(server),
		auth: authOf(account),
		customAuth: account.accessTokens && oauth2Handler(latest),
		tls: tlsOptions(account),
		logger: false,
		disableFileAccess: true,
		disableUrlAccess: true,
	};
}

/** How to sign in; undefined where that is not done. */
export function authOf({ user, password, accessTokens }: Account) {
	if (accessTokens) return oauth2Auth(user);
	return password === '' ? undefined : { user, pass: password };
}

function security({ tls }: ServerSettings) {
	return { secure: tls === 'tls', requireTLS: tls === 'starttls', ignoreTLS: tls === 'none' };
}
