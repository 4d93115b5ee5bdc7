import type {
	SMTPConnectionCustomAuthContext,
	SMTPConnectionCustomAuthHandlers,
} from 'nodemailer/lib/smtp-connection';
import type { AccessTokens } from '../account/accessTokens';
import { type Account, smtpServer } from '../account/settings';

/** Not the name of a mechanism: which of the two it is, is known when the server has greeted. */
const METHOD = 'OAUTH2';

/** RFC 4954 §6: the server does not accept the token. */
const REFUSED = 535;

/** The sign-in of an account with OAuth2, for nodemailer's `auth`. */
export function oauth2Auth(user: string) {
	return { type: 'custom', user, method: METHOD };
}

/**
 * How nodemailer signs in with OAuth2. Not its own way, which renews tokens for some servers' answers
 * only and knows no OAUTHBEARER.
 *
 * @param latest gives the account as it is when the connection is made
 */
export function oauth2Handler(latest: () => Account): SMTPConnectionCustomAuthHandlers {
	return {
		[METHOD]: async (context) => {
			const account = latest();
			if (account.accessTokens) await signIn(context, account, account.accessTokens);
		},
	};
}

/** nodemailer makes the server's last answer a part of what is thrown. */
async function signIn(
	context: SMTPConnectionCustomAuthContext,
	account: Account,
	tokens: AccessTokens,
): Promise<void> {
	const token = await carried(tokens.current('SMTP'));
	const status = await present(context, account, token);
	if (status === 235) return;
	const another = status === REFUSED && (await carried(tokens.inPlaceOf(token, 'SMTP')));
	if (another && (await present(context, account, another)) === 235) return;
	throw new Error('Invalid login');
}

/** nodemailer writes fields of its own into what is thrown, so that ours travels inside. */
async function carried<T>(promise: Promise<T>): Promise<T> {
	try {
		return await promise;
	} catch (error) {
		throw new Error('No access token', { cause: error });
	}
}

/** @returns the status of the server's answer */
async function present(
	context: SMTPConnectionCustomAuthContext,
	account: Account,
	token: string,
): Promise<number> {
	// nodemailer does not tell of OAUTHBEARER.
	const { name, initial, abort } = context.authMethods.includes('XOAUTH2')
		? xoauth2(account, token)
		: oauthBearer(account, token);
	const response = Buffer.from(initial).toString('base64');
	const { status } = await context.sendCommand(`AUTH ${name} ${response}`);
	// The reason, which has to be answered before the status comes.
	return status === 334 ? (await context.sendCommand(abort)).status : status;
}

/** Google's, which Microsoft took over: https://developers.google.com/workspace/gmail/imap/xoauth2-protocol */
function xoauth2({ user }: Account, token: string) {
	return { name: 'XOAUTH2', initial: `user=${user}\x01auth=Bearer ${token}\x01\x01`, abort: '' };
}

/** RFC 7628 §3.1; a comma and an equals sign in the user name are written otherwise (RFC 5801 §4). */
function oauthBearer(account: Account, token: string) {
	const { host, port } = smtpServer(account);
	const user = account.user.replaceAll('=', '=3D').replaceAll(',', '=2C');
	const fields = [`n,a=${user},`, `host=${host}`, `port=${port}`, `auth=Bearer ${token}`, '', ''];
	return { name: 'OAUTHBEARER', initial: fields.join('\x01'), abort: 'AQ==' };
}
