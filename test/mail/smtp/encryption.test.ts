import { compose } from '../../../mail/message/compose';
import { checkSmtp } from '../../../mail/smtp/check';
import { deliver } from '../../../mail/smtp/deliver';
import { closeSmtpPools } from '../../../mail/smtp/pool';
import type { Account } from '../../../mail/account/settings';
import { alice, bob, users } from '../../support/account';
import {
	authoritySignedCertificate,
	type Certificate,
	expiredCertificate,
	selfSignedCertificate,
	wrongHostCertificate,
} from '../../support/certificates';
import { failureOf } from '../../support/failure';
import { smtpScript } from '../../support/mailScripts';
import { outgoing } from '../../support/outgoing';
import { type ScriptedServer, startScriptedServer } from '../../support/scriptedServer';
import { smtpAccount } from '../../support/smtpAccount';

const message = compose(outgoing(), { keepBcc: false });
const attempts = {
	deliver: (account: Account) => deliver(account, message, { from: alice, to: [bob] }),
	checkSmtp: (account: Account) => checkSmtp(account, 10_000),
};

const ofAuthority = async () => (await authoritySignedCertificate()).certificate;

let self: Certificate;
let server: ScriptedServer;
const play = async (...script: Parameters<typeof startScriptedServer>) =>
	(server = await startScriptedServer(...script)).port;

beforeAll(async () => {
	self = await selfSignedCertificate();
});

afterEach(async () => {
	closeSmtpPools();
	await server.close();
});

describe.each(Object.entries(attempts))('%s', (_, attempt) => {
	test.each(['stripped', 'refused'] as const)('gives up where STARTTLS is %s', async (startTls) => {
		const port = await play(smtpScript({ startTls }));
		const error = await failureOf(attempt(smtpAccount(port, 'starttls')));
		expect(error).toMatchObject({ code: 'TLS_REQUIRED', phase: 'tls', transient: false });
		expect(error.message).toContain('nothing is sent unencrypted');
		expectNothingPrivate(server.received());
	});

	test('ignores what was put behind the answer to STARTTLS', async () => {
		const injected = '250-localhost\r\n250 AUTH LOGIN\r\n';
		const port = await play(smtpScript({ startTls: { certificate: self, injected } }));
		await attempt(smtpAccount(port, 'starttls', { caCertificate: self.cert }));
		const [, plaintext = '', encrypted = ''] = server
			.received()
			.toString()
			.split(/^EHLO .*\r\n/m);
		expect(plaintext).toBe('STARTTLS\r\n');
		expect(encrypted).toMatch(/^AUTH PLAIN /);
	});

	describe.each(['tls', 'starttls'] as const)('with security %s', (tls) => {
		const playWith = (certificate: Certificate) =>
			tls === 'tls'
				? play(smtpScript(), certificate)
				: play(smtpScript({ startTls: { certificate } }));

		test.each([
			['self-signed', () => self, 'is self-signed', 'paste its CA certificate'],
			['of an unknown authority', ofAuthority, 'does not know', 'paste its CA certificate'],
			['expired', expiredCertificate, 'has expired', 'has to renew it'],
			['for another host', wrongHostCertificate, 'is for another host name', 'Use the host name'],
		])('refuses a certificate that is %s', async (kind, make, what, remedy) => {
			const certificate = await make();
			// Nothing else may be wrong with it, or that would be the reason.
			const trusted = ['expired', 'for another host'].includes(kind);
			const ca = trusted ? { caCertificate: certificate.cert } : {};
			const account = smtpAccount(await playWith(certificate), tls, ca);
			const error = await failureOf(attempt(account));
			expect(error).toMatchObject({ code: 'TLS_CERTIFICATE', phase: 'tls', transient: false });
			expect(error.what).toContain(what);
			expect(error.remedy).toContain(remedy);
			expectNothingPrivate(server.received());
		});

		test('trusts the CA of the credential', async () => {
			const { certificate, ca } = await authoritySignedCertificate();
			await attempt(smtpAccount(await playWith(certificate), tls, { caCertificate: ca }));
			expect(server.receivedSecret(users[alice])).toBe(true);
		});

		test('trusts anything where the credential says so', async () => {
			const certificate = await expiredCertificate();
			await attempt(smtpAccount(await playWith(certificate), tls, { allowSelfSigned: true }));
			expect(server.receivedSecret(users[alice])).toBe(true);
		});
	});
});

test('security "none" neither asks for nor wants encryption', async () => {
	const port = await play(smtpScript({ startTls: { certificate: self } }));
	await attempts.deliver(smtpAccount(port, 'none'));
	expect(server.received().toString()).not.toContain('STARTTLS');
});

function expectNothingPrivate(received: Buffer): void {
	expect(received.toString()).not.toMatch(/AUTH|MAIL|alice@|bob@/);
	expect(server.receivedSecret(users[alice])).toBe(false);
}
