import type { Account } from './settings';

/**
 * Text of a server, safe to show: without the password in any form in which SMTP or IMAP send it
 * (plain, LOGIN's and PLAIN's base64), in one line of at most 300 characters without control
 * characters. Servers do echo what they were sent.
 */
export function redact(text: string, account: Account): string {
	const { user, password } = account;
	const forms = [password, base64(`\0${user}\0${password}`), base64(password)];
	const clean = forms
		.filter((form) => form.length > 0)
		.reduce((result, form) => result.replaceAll(form, '***'), text)
		// eslint-disable-next-line no-control-regex -- control characters are what is removed
		.replace(/[\x00-\x1f\x7f]+/g, ' ')
		.trim();
	return clean.length > 300 ? `${clean.slice(0, 300)}…` : clean;
}

function base64(text: string): string {
	return Buffer.from(text).toString('base64');
}
