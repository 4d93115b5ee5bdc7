import { closeImapPools } from '../../mail/imap/pool';
import { closeSmtpPools } from '../../mail/smtp/pool';
import { alice } from '../support/account';
import { type Certificate, selfSignedCertificate } from '../support/certificates';
import { oauth2SmtpScript } from '../support/oauth2Scripts';
import { type RecordingProxy, startRecordingProxy } from '../support/recordingProxy';
import { type ScriptedServer, startScriptedServer } from '../support/scriptedServer';
import { credentialTest, sendAndWait, type SignIn, uses } from '../support/signingIn';
import { attackedImap, attackedSmtp, attacks } from '../support/startTlsAttacks';

const secret = 'the-secret-that-nobody-may-read';

/** The two ways to sign in. */
const signIns: Record<string, SignIn> = {
	'a password': { type: 'envelopeAccount', data: { provider: 'custom', password: secret } },
	OAuth2: {
		type: 'envelopeGoogleOAuth2Api',
		data: { oauthTokenData: { access_token: secret, n8n_expires_at: Date.now() + 3_600_000 } },
	},
};

let trusted: Certificate;
let untrusted: Certificate;
beforeAll(async () => {
	trusted = await selfSignedCertificate();
	untrusted = await selfSignedCertificate();
});

const scripts = { SMTP: attackedSmtp, IMAP: attackedImap };

describe.each(['SMTP', 'IMAP'] as const)('No %s server reads a secret in plaintext', (protocol) => {
	let attacked: ScriptedServer;
	let wire: RecordingProxy;
	/** For what is not attacked. */
	let other: ScriptedServer;

	afterEach(async () => {
		closeSmtpPools();
		await closeImapPools();
		await wire.close();
		await attacked.close();
		await other.close();
	});

	describe.each(Object.entries(attacks))('where STARTTLS is %s', (_attack, attack) => {
		describe.each(Object.entries(signIns))('with %s', (_signIn, signIn) => {
			const tested = Object.entries(uses[protocol]).filter(
				([, use]) =>
					(use !== credentialTest || signIn.type === 'envelopeAccount') &&
					// Without an option against it, this one tries again where a connection is lost.
					(use !== sendAndWait || attack.then === undefined),
			);

			test.each(tested)('by %s', async (_use, use) => {
				attacked = await startScriptedServer(scripts[protocol](attack, { trusted, untrusted }));
				wire = await startRecordingProxy(attacked.port);
				const takesAll = oauth2SmtpScript({ offers: 'PLAIN XOAUTH2', verdict: () => 'accept' });
				other = await startScriptedServer(takesAll, trusted);
				const isSmtp = protocol === 'SMTP';
				const { said } = await use({
					type: signIn.type,
					data: {
						...signIn.data,
						address: alice,
						...(isSmtp ? { use: 'send', sentCopy: 'never' } : { sentCopy: 'always' }),
						...{ smtpHost: '127.0.0.1', smtpPort: isSmtp ? wire.port : other.port },
						...{ imapHost: '127.0.0.1', imapPort: wire.port, imapTls: 'starttls' },
						smtpTls: isSmtp ? 'starttls' : 'tls',
						caCertificate: trusted.cert,
					},
				});
				expectNothingPrivate(wire);
				// SMTP starts anew in TLS (RFC 3207 §4.2), so that what was said before has no effect.
				const isHarmless = isSmtp && attack.then === 'trusted';
				if (!isHarmless) expect(said).toMatch(/TLS_(REQUIRED|FAILED|CERTIFICATE)|CONNECTION_LOST/);
			});
		});
	});
});

/** Nor anything else that comes with a sign-in. */
function expectNothingPrivate(wire: RecordingProxy): void {
	expect(wire.connections()).not.toEqual([]);
	const text = Buffer.concat(wire.connections()).toString('latin1');
	const words = text.match(/[A-Za-z0-9+/]{8,}={0,2}/g) ?? [];
	const decoded = words.map((word) => Buffer.from(word, 'base64').toString('latin1'));
	expect([text, ...decoded].join('\n')).not.toContain(secret);
	expect(text).not.toMatch(/AUTH |AUTHENTICATE |LOGIN |MAIL FROM|alice@/);
}
