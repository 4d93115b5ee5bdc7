import type { Account } from './settings';

/**
 * Of a secret that is repeated in part, as many characters as are enough to know it by: lines are cut,
 * and a token is longer than the line that a server answers in. Words of a language are no secrets.
 */
const RECOGNISED = { token: 16, password: 12, base64: 8 };

/**
 * Text of a server, safe to show: without the account's password and access tokens in any form in
 * which SMTP or IMAP send them (plain, IMAP's quoted string, base64 alone or with what stands
 * around them), in one line of at most 300 characters without control characters. Servers do echo
 * what they were sent.
 */
export function redact(text: string, account: Account): string {
	const tokens = account.accessTokens?.used ?? [];
	const withoutTokens = tokens.reduce(withoutToken, withoutPassword(text, account));
	const clean = withoutTokens
		// eslint-disable-next-line no-control-regex -- control characters are what is removed
		.replace(/[\x00-\x1f\x7f]+/g, ' ')
		.trim();
	return clean.length > 300 ? `${clean.slice(0, 300)}…` : clean;
}

function withoutPassword(text: string, { user, password }: Account): string {
	if (password === '') return text;
	const encoded = [base64(`\0${user}\0${password}`), base64(password)];
	const plain = [password, password.replace(/["\\]/g, '\\$&')];
	// A short password may stand inside another form, and would break it up: so that it comes last.
	const withoutEncoded = withoutForms(text, encoded, RECOGNISED.base64);
	return withoutForms(withoutEncoded, [...plain, ...plain.map(misread)], RECOGNISED.password);
}

/** Without its padding, which a server may leave out. */
function base64(text: string): string {
	return Buffer.from(text).toString('base64').replace(/=+$/, '');
}

/** UTF-8 as the libraries read it where anything else in the answer is not. */
function misread(text: string): string {
	return Buffer.from(text).toString('latin1');
}

function withoutToken(text: string, token: string): string {
	return withoutForms(text, [token, ...insideBase64(token)], RECOGNISED.token);
}

/** Without all that begins as one of the forms does, as far as it goes on as any of them does. */
function withoutForms(text: string, forms: string[], recognised: number): string {
	const beginnings = new Set(forms.map((form) => form.slice(0, recognised)));
	return [...beginnings].reduce((result, beginning) => {
		const remainders = forms
			.filter((form) => form.startsWith(beginning))
			.map((form) => form.slice(beginning.length));
		const [before = '', ...rest] = result.split(beginning);
		const goneOn = rest.map((after) =>
			after.slice(Math.max(...remainders.map((remainder) => common(after, remainder)))),
		);
		return [before, ...goneOn].join('***');
	}, text);
}

/** How many characters two texts begin with alike. */
function common(a: string, b: string): number {
	let length = 0;
	while (length < a.length && a[length] === b[length]) length++;
	return length;
}

/**
 * What a text becomes in the base64 of any longer one: three bytes make four characters, so that it
 * depends on where it begins. Characters that it shares with its neighbours are left out.
 */
function insideBase64(text: string): string[] {
	return [0, 1, 2].map((shift) => {
		const bytes = Buffer.concat([Buffer.alloc(shift), Buffer.from(text)]);
		const own = [Math.ceil((shift * 4) / 3), Math.floor((bytes.length * 4) / 3)] as const;
		return bytes.toString('base64').slice(...own);
	});
}
