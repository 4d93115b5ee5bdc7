import { accountFromOAuth2, grantOf } from '../../../mail/account/oauth2';
import type { GrantStore } from '../../../mail/account/accessTokens';
import { redact } from '../../../mail/account/redact';

const token = 'eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.a-token_of.Alice';
const base64 = (text: string) => Buffer.from(text).toString('base64');
const credential = (changes: object = {}) => ({
	address: 'alice@example.com',
	senderName: 'Alice',
	oauthTokenData: { access_token: token, refresh_token: 'r' },
	...changes,
});
const store: GrantStore = {
	read: async () => grantOf(credential()),
	refresh: async () => grantOf(credential()),
};
const account = (changes: object = {}, provider: 'google' | 'microsoft' = 'google', id = 'c1') =>
	accountFromOAuth2(provider, credential(changes), id, store);

test.each([
	['google', 'alice@example.com', 'smtp.gmail.com:465 tls', 'imap.gmail.com:993 tls'],
	[
		'microsoft',
		'alice@example.com',
		'smtp.office365.com:587 starttls',
		'outlook.office365.com:993 tls',
	],
	[
		'microsoft',
		'al@Hotmail.co.uk',
		'smtp-mail.outlook.com:587 starttls',
		'outlook.office365.com:993 tls',
	],
	[
		'microsoft',
		'al@notlive.com',
		'smtp.office365.com:587 starttls',
		'outlook.office365.com:993 tls',
	],
] as const)('%s has the servers of %s', (provider, address, ...expected) => {
	const { smtp, imap } = account({ address }, provider);
	const servers = [smtp, imap].map((server) => `${server?.host}:${server?.port} ${server?.tls}`);
	expect(servers).toEqual(expected);
});

test('the credential may name other servers, but none without encryption', () => {
	const changes = { smtpHost: 'smtp.office365.us', imapHost: 'imap.example.us', imapPort: 143 };
	const { smtp, imap } = account({ ...changes, smtpTls: 'none', imapTls: 'starttls' }, 'microsoft');
	expect(smtp).toMatchObject({ host: 'smtp.office365.us', port: 587, tls: 'starttls' });
	expect(imap).toMatchObject({ host: 'imap.example.us', port: 143, tls: 'starttls' });
});

test('the fields of the owner are those of every account', () => {
	expect(account({ aliases: 'Sales@example.com', signatureText: 'A.' })).toMatchObject({
		user: 'alice@example.com',
		senderName: 'Alice',
		aliases: ['sales@example.com'],
		signature: { text: 'A.', html: '' },
		sentCopy: 'leftToServer',
	});
	expect(account({ sentCopy: 'always' }).sentCopy).toBe('always');
});

test('connections are shared over renewed tokens, and not with other credentials', () => {
	const { key } = account();
	expect(account({ oauthTokenData: { access_token: 'renewed' } }).key).toBe(key);
	expect(account({}, 'google', 'c2').key).not.toBe(key);
	expect(account({}, 'microsoft').key).not.toBe(key);
});

test.each([
	[{ address: '' }, 'the email address must look like'],
	[{ oauthTokenData: undefined }, 'not connected yet'],
	[{ oauthTokenData: {} }, 'not connected yet'],
])('%j is refused', (changes, reason) => {
	expect(() => account(changes)).toThrow(reason);
});

test.each([
	['plain', token],
	['in base64', base64(token)],
	['in XOAUTH2', base64(`user=alice@example.com\x01auth=Bearer ${token}\x01\x01`)],
	['in another place', base64(`a=alice@example.com\x01auth=Bearer ${token}\x01\x01`)],
	['in a third place', base64(`=alice@example.com\x01auth=Bearer ${token}\x01\x01`)],
	['cut short', base64(`user=alice@example.com\x01auth=Bearer ${token}\x01\x01`).slice(0, 90)],
])('a token is hidden %s', (_what, sent) => {
	const shown = redact(`535 I got ${sent} and ${sent}!`, account());
	expect(shown).toMatch(/^535 I got \S*\*\*\*\S* and \S*\*\*\*\S*!$/);
	const decoded = shown
		.split(/[^A-Za-z0-9+/]/)
		.map((word) => Buffer.from(word, 'base64').toString());
	expect([shown, ...decoded].join()).not.toContain(token.slice(0, 12));
});

test('a token is in nothing that is printed of an account', () => {
	expect(JSON.stringify(account())).not.toContain(token);
});
