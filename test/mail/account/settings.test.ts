import { X509Certificate } from 'node:crypto';
import tls from 'node:tls';
import { accountFromCredential, imapServer, smtpServer } from '../../../mail/account/settings';
import { tlsOptions } from '../../../mail/account/tls';
import { expectNoSecret, failureOf } from '../../support/failure';
import { authoritySignedCertificate, selfSignedCertificate } from '../../support/certificates';
import { alice, users } from '../../support/account';

const custom = {
	provider: 'custom',
	address: alice,
	password: users[alice],
	smtpHost: 'smtp.example.test',
	imapHost: 'imap.example.test',
};
const gmail = { provider: 'gmail', address: alice, password: users[alice] };

const read = (changes: object = {}, base: object = custom) =>
	accountFromCredential({ ...base, ...changes });

describe('a custom account', () => {
	test('has TLS on its usual ports, and the address as user name', () => {
		expect(read()).toEqual({
			address: alice,
			senderName: '',
			user: alice,
			password: users[alice],
			smtp: { protocol: 'SMTP', host: 'smtp.example.test', port: 465, tls: 'tls' },
			imap: { protocol: 'IMAP', host: 'imap.example.test', port: 993, tls: 'tls' },
			ca: undefined,
			allowSelfSigned: false,
			aliases: [],
			signature: { text: '', html: '' },
			sentCopy: 'unlessFiled',
			key: expect.stringMatching(/^[0-9a-f]{64}$/),
		});
	});

	test('takes what is filled in, without the space of copying', () => {
		const account = read({
			address: ` ${alice} `,
			user: ' alice ',
			smtpHost: ' mx.example.test\n',
			smtpPort: '2525',
			smtpTls: 'starttls',
			password: ' kept as it is ',
		});
		expect(account).toMatchObject({ address: alice, user: 'alice', password: ' kept as it is ' });
		expect(account.smtp).toMatchObject({ host: 'mx.example.test', port: 2525, tls: 'starttls' });
	});

	test('sends only, and needs no IMAP host', () => {
		const account = read({ use: 'send', imapHost: '' });
		expect(smtpServer(account).host).toBe('smtp.example.test');
		expect(() => imapServer(account)).toThrow(/sending only.*INVALID_ACCOUNT/);
	});

	test('may send without a password, and has its usual port where that field was cleared', () => {
		const { password, smtp } = read({ use: 'send', password: '', smtpPort: '' });
		expect({ password, smtp }).toMatchObject({ password: '', smtp: { port: 465 } });
	});

	test('receives only, and needs no SMTP host', () => {
		const account = read({ use: 'receive', smtpHost: '' });
		expect(imapServer(account).host).toBe('imap.example.test');
		expect(() => smtpServer(account)).toThrow(/receiving only.*INVALID_ACCOUNT/);
	});
});

describe('an account of a provider', () => {
	test('has the hosts of the preset, whatever is left over in hidden fields', () => {
		const account = read({ smtpHost: 'evil.test', imapHost: 'evil.test', smtpTls: 'none' }, gmail);
		expect(smtpServer(account)).toMatchObject({ host: 'smtp.gmail.com', port: 465, tls: 'tls' });
		expect(imapServer(account)).toMatchObject({ host: 'imap.gmail.com', port: 993, tls: 'tls' });
	});

	test('has the hosts of its region', () => {
		const account = read({ provider: 'zoho', region: 'zoho.in' }, gmail);
		expect(smtpServer(account).host).toBe('smtp.zoho.in');
	});

	test('never skips the check of its certificate', () => {
		const changes = { allowSelfSigned: true, caCertificate: 'left over' };
		expect(read(changes, gmail)).toMatchObject({ allowSelfSigned: false, ca: undefined });
		expect(read({ provider: 'protonBridge', allowSelfSigned: true }, gmail).allowSelfSigned).toBe(
			true,
		);
	});

	test('may take passwords for sending only', () => {
		const { smtp, imap } = read({ provider: 'microsoft365', use: 'send' }, gmail);
		expect(smtp?.host).toBe('smtp.office365.com');
		expect(imap).toBeUndefined();
	});
});

describe('a copy in the Sent folder', () => {
	test.each([
		['gmail', 'leftToServer'],
		['protonBridge', 'leftToServer'],
		['fastmail', 'unlessFiled'],
	])('is left to a provider that files it: %s', (provider, sentCopy) => {
		expect(read({ provider }, gmail).sentCopy).toBe(sentCopy);
	});

	test.each([
		['smtp.gmail.com', 587, 'leftToServer'],
		['smtp.office365.com', 587, 'leftToServer'],
		['smtp-mail.outlook.com', 587, 'leftToServer'],
		['smtp-relay.gmail.com', 587, 'unlessFiled'],
		['127.0.0.1', 1025, 'leftToServer'],
		['127.0.0.1', 465, 'unlessFiled'],
	])('is left to the servers of such a provider: %s at %d', (smtpHost, smtpPort, sentCopy) => {
		expect(read({ smtpHost, smtpPort }).sentCopy).toBe(sentCopy);
	});

	test.each(['always', 'never'])('is made as the owner chose: %s', (sentCopy) => {
		expect(read({ sentCopy }, gmail).sentCopy).toBe(sentCopy);
	});
});

test.each<[string, unknown, string]>([
	['nothing at all', undefined, 'expected object'],
	['no address', { ...custom, address: undefined }, 'the email address is missing'],
	['an empty address', { ...custom, address: '' }, 'the email address must look like'],
	['a name for an address', { ...custom, address: 'Alice' }, 'name@example.com'],
	['two addresses', { ...custom, address: 'a@x.test, b@x.test' }, 'name@example.com'],
	['an address with a line break', { ...custom, address: 'a@x.test\r\nb@x.test' }, 'address'],
	['an unknown provider', { ...custom, provider: 'aol' }, 'no provider "aol"'],
	['no SMTP host', { ...custom, smtpHost: ' ' }, 'the SMTP host is missing'],
	['no IMAP host', { ...custom, imapHost: '' }, 'the IMAP host is missing'],
	['port 0', { ...custom, smtpPort: 0 }, 'smtpPort'],
	['port 65536', { ...custom, imapPort: 65536 }, 'imapPort'],
	['a port in words', { ...custom, imapPort: 'imaps' }, 'imapPort'],
	['an unknown security mode', { ...custom, smtpTls: 'ssl' }, 'smtpTls'],
	['an unknown use', { ...custom, use: 'both' }, 'use'],
	['a CA that is no PEM', { ...custom, caCertificate: 'MIIB' }, 'BEGIN CERTIFICATE'],
	['a provider without a password', { ...gmail, use: 'send', password: '' }, 'password is missing'],
	['a mailbox without a password', { ...custom, password: '' }, 'the password is missing'],
	[
		'a provider with OAuth2 only',
		{ ...gmail, provider: 'outlook' },
		'Outlook.com takes no passwords, only OAuth2; make the credential "Envelope Microsoft OAuth2 API"',
	],
	[
		'a provider with OAuth2 only for receiving',
		{ ...gmail, provider: 'microsoft365' },
		'Sending Only',
	],
])('refuses %s', async (_, data, words) => {
	const read = async () => accountFromCredential(data);
	const error = await failureOf(read());
	expect(error).toMatchObject({ code: 'INVALID_ACCOUNT', phase: 'settings', transient: false });
	expect(error.message).toContain(words);
});

describe('the CA certificate', () => {
	const subjects = (pem = '') =>
		pem.split(/(?<=-----END CERTIFICATE-----\n)/).map((one) => new X509Certificate(one).subject);

	test('is read with spaces for line breaks, as a single-line field gives it', async () => {
		const { cert } = await selfSignedCertificate();
		const { ca } = read({ caCertificate: cert.replace(/\s*\n/g, ' ') });
		expect(new X509Certificate(ca!).fingerprint).toBe(new X509Certificate(cert).fingerprint);
	});

	test('is refused before a connection where it is none', () => {
		const garbage = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----';
		const account = read({ caCertificate: garbage });
		expect(() => tlsOptions(account)).toThrow(/not a certificate.*Paste it again.*INVALID_ACCOUNT/);
	});

	test('may be several', async () => {
		const { certificate, ca } = await authoritySignedCertificate();
		const account = read({ caCertificate: `# chain\n${certificate.cert}\n${ca}` });
		expect(subjects(account.ca)).toEqual(['CN=localhost', 'CN=Test Authority']);
	});

	test('is trusted besides the public ones, and is the only thing that changes', async () => {
		const { cert } = await selfSignedCertificate();
		const made = jest.spyOn(tls, 'createSecureContext');
		const options = tlsOptions(read({ caCertificate: cert }));
		expect(options).toMatchObject({ rejectUnauthorized: true, minVersion: 'TLSv1.2' });
		expect(made.mock.lastCall?.[0]).toMatchObject({ minVersion: 'TLSv1.2' });
		expect(made.mock.lastCall?.[0]?.ca?.length).toBeGreaterThan(50);
		expect(tlsOptions(read())).toMatchObject({
			rejectUnauthorized: true,
			secureContext: undefined,
		});
		expect(tlsOptions(read({ allowSelfSigned: true })).rejectUnauthorized).toBe(false);
	});
});

describe('the key', () => {
	test.each(['address', 'senderName', 'user', 'password', 'smtpHost', 'imapHost'])(
		'changes with %s',
		(field) => {
			expect(read({ [field]: 'other@example.test' }).key).not.toBe(read().key);
		},
	);

	test('is the same for the same credential, and gives nothing away', () => {
		expect(read().key).toBe(read().key);
		expectNoSecret(read().key);
	});
});
