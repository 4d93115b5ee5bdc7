import type { Account } from './settings';

/**
 * Text of a server, safe to show: without the password in any form in which SMTP or IMAP send it
 * (plain, IMAP's quoted string, LOGIN's and PLAIN's base64), in one line of at most 300 characters without control
 * characters. Servers do echo what they were sent.
 */
export function redact(text: string, account: Account): string {
	const { user, password } = account;
	const quoted = password.replace(/["\\]/g, '\\$&');
	const forms = [password, quoted, base64(`\0${user}\0${password}`), base64(password)];
	// The longest first: a short password may stand inside another form, and would break it up.
	const clean = (password === '' ? [] : forms)
		.sort((a, b) => b.length - a.length)
		.reduce((result, form) => result.replaceAll(form, '***'), text)
		// eslint-disable-next-line no-control-regex -- control characters are what is removed
		.replace(/[\x00-\x1f\x7f]+/g, ' ')
		.trim();
	return clean.length > 300 ? `${clean.slice(0, 300)}…` : clean;
}

/** Without its padding, which a server may leave out. */
function base64(text: string): string {
	return Buffer.from(text).toString('base64').replace(/=+$/, '');
}
