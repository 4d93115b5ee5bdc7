import { redact } from '../../../mail/account/redact';
import { smtpAccount } from '../../support/smtpAccount';

const accountWith = (password: string) => smtpAccount(25, 'none', { password });
const base64 = (text: string) => Buffer.from(text).toString('base64');

const password = 'a "secret" \\ of $& ünlike length';
const account = accountWith(password);

test.each([
	['as it is', password],
	['as AUTH LOGIN sends it', base64(password)],
	['as AUTH PLAIN sends it', base64(`\0${account.user}\0${password}`)],
	['in base64 without padding', base64(password).replaceAll('=', '')],
	['as an IMAP quoted string', `"${password.replace(/["\\]/g, '\\$&')}"`],
	['as it is, not read as UTF-8', Buffer.from(password).toString('latin1')],
	['as it is, without its end', password.slice(0, -5)],
	[
		'as AUTH PLAIN sends it, without its end',
		base64(`\0${account.user}\0${password}`).slice(0, -9),
	],
])('hides the password %s', (_, sent) => {
	const shown = redact(`535 I do not like ${sent}, nor ${sent}!`, account);
	expect(shown).toMatch(/^535 I do not like [^a-zA-Z0-9]*\*\*\*[^a-zA-Z0-9]*, nor [^a-zA-Z0-9]*!$/);
});

test('hides the longest form first, so that none survives in part', () => {
	const short = accountWith('A');
	const sent = base64(`\0${short.user}\0A`);
	expect(redact(`535 ${sent}`, short)).toBe('535 ***');
});

test('leaves other text alone, and text without a password to hide', () => {
	expect(redact('550 5.1.1 No such user', account)).toBe('550 5.1.1 No such user');
	expect(redact('550 5.1.1 No such user', accountWith(''))).toBe('550 5.1.1 No such user');
	expect(redact('535 Invalid password', accountWith('password-42'))).toBe('535 Invalid password');
});

test('gives one bounded line', () => {
	expect(redact('250-one\r\n250\0 two\r\n', account)).toBe('250-one 250  two');
	expect(redact('x'.repeat(1_000), account)).toHaveLength(301);
});
