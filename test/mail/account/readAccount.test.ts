import { detector } from '../../../mail/account/detect/detector';
import { readAccount } from '../../../mail/account/readAccount';
import { checkImap } from '../../../mail/imap/check';
import { checkSmtp } from '../../../mail/smtp/check';
import { type MailServer, startMailServer } from '../../../sandbox/mailserver';
import { alice, users } from '../../support/account';
import { wrongHostCertificate } from '../../support/certificates';
import { configFile, serverXml } from '../../support/configFile';
import type { Zone } from '../../support/dnsServer';
import { failureOf } from '../../support/failure';
import { type Internet, startInternet } from '../../support/internet';
import { imapScript, smtpScript } from '../../support/mailScripts';
import { startScriptedServer } from '../../support/scriptedServer';

const DEADLINE_MS = 20_000;

let internet: Internet;
let server: MailServer;
beforeAll(async () => {
	internet = await startInternet('mail.example.test', 'autoconfig.example.test');
	server = await startMailServer({ users, certificate: internet.certificate });
});
afterAll(async () => {
	await server?.close();
	await internet?.close();
});

/** An address and a password are enough. */
const given = (changes: object = {}) => ({
	provider: 'detect',
	address: alice,
	password: users[alice],
	...changes,
});

const here = { A: ['127.0.0.1'] };

const named = (name: string, port: number) => ({ SRV: [{ name, port, priority: 0, weight: 0 }] });

/** SRV records that name a server at 127.0.0.1, which is in no DNS but ours. */
function zoneOf({ ports }: Pick<MailServer, 'ports'>, tls: 'tls' | 'starttls' = 'tls'): Zone {
	const [smtp, imap] = tls === 'tls' ? ['_submissions', '_imaps'] : ['_submission', '_imap'];
	return {
		[`${smtp}._tcp.example.test`]: named(
			'mail.example.test',
			tls === 'tls' ? ports.smtps : ports.smtp,
		),
		[`${imap}._tcp.example.test`]: named(
			'mail.example.test',
			tls === 'tls' ? ports.imaps : ports.imap,
		),
		'mail.example.test': here,
	};
}

function accountIn(zone: Zone, changes: object = {}) {
	internet.dns.zone = zone;
	return readAccount(given(changes), detector(internet.lookups()));
}

test.each(['tls', 'starttls'] as const)(
	'what was found is signed in to with %s, at the address that was checked',
	async (tls) => {
		const account = await accountIn(zoneOf(server, tls));
		expect(account.smtp).toMatchObject({ host: 'mail.example.test', ip: '127.0.0.1', tls });
		await checkSmtp(account, DEADLINE_MS);
		await checkImap(account, DEADLINE_MS);
	},
);

describe('nobody learns the password', () => {
	const open: { close: () => Promise<void> }[] = [];
	const opened = <T extends (typeof open)[number]>(other: T): T => {
		open.push(other);
		return other;
	};
	afterEach(() => Promise.all(open.splice(0).map((other) => other.close())));

	test('while the servers are found', async () => {
		await failureOf(accountIn({ 'autoconfig.example.test': here }));
		expect(internet.requested().length).toBeGreaterThan(0);
		expect(internet.received('postmaster')).toBe(true);
		const password = users[alice];
		for (const secret of [password, Buffer.from(password).toString('base64'), 'alice']) {
			expect(internet.received(secret)).toBe(false);
		}
	});

	test.each(['tls', 'starttls'] as const)(
		'with a certificate for another name, whatever the form allows, over %s',
		async (tls) => {
			const certificate = await wrongHostCertificate();
			const other = opened(await startMailServer({ users, certificate }));
			const account = await accountIn(zoneOf(other, tls), {
				allowSelfSigned: true,
				caCertificate: certificate.cert,
			});
			for (const check of [checkSmtp, checkImap]) {
				const error = await failureOf(check(account, DEADLINE_MS));
				expect(error).toMatchObject({ code: 'TLS_CERTIFICATE', phase: 'tls' });
				expect(error.message).toContain('mail.example.test');
			}
			expect(other.connections()).toMatchObject({ smtpLogins: 0, imapLogins: 0 });
		},
	);

	test.each(['tls', 'starttls'] as const)(
		'with a certificate for the address instead of the name, over %s',
		async (tls) => {
			const other = opened(await startMailServer({ users }));
			const account = { ...(await accountIn(zoneOf(other, tls))), ca: other.ca };
			for (const check of [checkSmtp, checkImap]) {
				const error = await failureOf(check(account, DEADLINE_MS));
				expect(error).toMatchObject({ code: 'TLS_CERTIFICATE' });
				expect(error.message).toContain('is for another host name');
			}
			expect(other.connections()).toMatchObject({ smtpLogins: 0, imapLogins: 0 });
		},
	);

	test.each([
		['SMTP', smtpScript, checkSmtp],
		['IMAP', imapScript, checkImap],
	] as const)('where STARTTLS was stripped from %s', async (_, script, check) => {
		const stripped = opened(await startScriptedServer(script({ startTls: 'stripped' })));
		const { port } = stripped;
		const ports = { smtp: port, smtps: port, imap: port, imaps: port };
		const account = await accountIn(zoneOf({ ports }, 'starttls'));
		expect(await failureOf(check(account, DEADLINE_MS))).toMatchObject({ code: 'TLS_REQUIRED' });
		expect(stripped.accepted()).toBe(1);
		expect(stripped.receivedSecret(users[alice])).toBe(false);
	});
});

describe('the account', () => {
	const known = (exchange: string): Zone => ({
		'example.test': { MX: [{ exchange, priority: 10 }] },
	});

	test('has the servers of the provider that has the domain’s mail, looked up as ever', async () => {
		const account = await accountIn(known('mx.zoho.eu'));
		expect(account).toMatchObject({
			user: alice,
			smtp: { host: 'smtppro.zoho.eu', port: 465, tls: 'tls' },
			imap: { host: 'imappro.zoho.eu', port: 993, tls: 'tls' },
			sentCopy: 'unlessFiled',
			allowSelfSigned: false,
		});
		expect(account.smtp?.ip).toBeUndefined();
	});

	test('leaves sent mail to a provider that files it', async () => {
		expect((await accountIn(known('smtp.google.com'))).sentCopy).toBe('leftToServer');
		const srv = {
			'_submissions._tcp.example.test': named('smtp.gmail.com', 465),
			'_imaps._tcp.example.test': named('imap.gmail.com', 993),
			'smtp.gmail.com': here,
			'imap.gmail.com': here,
		};
		expect((await accountIn(srv)).sentCopy).toBe('leftToServer');
	});

	test('signs in as the configuration file says, unless the user says otherwise', async () => {
		const ports = { imap: `${server.ports.imaps}`, smtp: `${server.ports.smtps}` };
		const half = (type: 'imap' | 'smtp') =>
			serverXml(type, {
				hostname: 'mail.example.test',
				port: ports[type],
				username: '%EMAILLOCALPART%',
			});
		internet.sites['autoconfig.example.test'] = (_, response) =>
			response.end(configFile(half('imap'), half('smtp')));
		const zone = { 'autoconfig.example.test': here, 'mail.example.test': here };
		expect((await accountIn(zone)).user).toBe('alice');
		const own = await accountIn(zone, { user: alice });
		expect(own.user).toBe(alice);
		await checkImap(own, DEADLINE_MS);
	});

	test.each([
		['send', '_imaps', 'smtp'],
		['receive', '_submissions', 'imap'],
	] as const)('may be for one thing only: %s', async (use, missing, half) => {
		const zone = { ...zoneOf(server), [`${missing}._tcp.example.test`]: {} };
		expect((await accountIn(zone, { use }))[half]).toBeDefined();
		const error = await failureOf(accountIn(zone));
		expect(error).toMatchObject({ code: 'INVALID_ACCOUNT', phase: 'settings' });
		expect(error.message).toContain('the SRV records of example.test name no');
		expect(error.message).toContain(use === 'send' ? 'Sending Only' : 'Receiving Only');
	});

	test('at Microsoft is another credential’s', async () => {
		const company = known('example-test.mail.protection.outlook.com');
		const error = await failureOf(accountIn(company));
		expect(error.message).toContain('make the credential "Envelope Microsoft OAuth2 API" instead');
		expect((await accountIn(company, { use: 'send' })).smtp?.host).toBe('smtp.office365.com');
		const personal = await failureOf(accountIn({}, { address: 'alice@hotmail.com' }));
		expect(personal.message).toContain(
			'make the credential "Envelope Microsoft OAuth2 API" instead',
		);
	});

	test('is read without any look-up where the credential names the servers', async () => {
		const asked = internet.dns.asked().length;
		const custom = {
			provider: 'custom',
			smtpHost: 'smtp.example.test',
			imapHost: 'imap.example.test',
		};
		expect((await accountIn({}, custom)).smtp?.host).toBe('smtp.example.test');
		expect((await accountIn({}, { provider: 'posteo' })).smtp?.host).toBe('posteo.de');
		expect(internet.dns.asked()).toHaveLength(asked);
	});
});

test.each([
	['no password', { password: '' }, 'the password is missing'],
	['no address', { address: '' }, 'email address'],
	['an IP address for a domain', { address: 'alice@10.0.0.1' }, 'no name of a domain'],
	['an IP address in brackets', { address: 'alice@[10.0.0.1]' }, 'no name of a domain'],
	['a host of one label', { address: 'alice@localhost' }, 'no name of a domain'],
	['a domain and a path', { address: 'alice@example.test/x' }, 'no name of a domain'],
	['a domain and a question', { address: 'alice@example.test?x' }, 'no name of a domain'],
	['a very long domain', { address: `alice@${'a.'.repeat(100_000)}test` }, 'no name of a domain'],
])('refuses %s before any look-up', async (_, changes, words) => {
	const asked = internet.dns.asked().length;
	const error = await failureOf(accountIn({}, changes));
	expect(error).toMatchObject({ code: 'INVALID_ACCOUNT', phase: 'settings', transient: false });
	expect(error.message).toContain(words);
	expect(internet.dns.asked()).toHaveLength(asked);
});
