import type {
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	IDataObject,
	INodeCredentialTestResult,
} from 'n8n-workflow';
import { EnvelopeSend } from '../../nodes/EnvelopeSend/EnvelopeSend.node';
import { credentialFor, users } from '../support/account';
import { expectNoSecret } from '../support/failure';
import { startFaultProxy } from '../support/faultProxy';
import { describeServers, type TestServer } from '../support/servers';
import { inMode } from '../support/smtpAccount';

/** As n8n calls it when a person saves the credential; ours needs nothing of its context. */
async function testCredential(data: IDataObject): Promise<INodeCredentialTestResult> {
	const { envelopeAccountTest } = new EnvelopeSend().methods.credentialTest;
	const credential = { id: 'c1', name: 'Account', type: 'envelopeAccount', data };
	const result = await envelopeAccountTest.call(
		{} as ICredentialTestFunctions,
		credential as ICredentialsDecrypted,
	);
	expectNoSecret(result.message);
	return result;
}

describeServers('the test of an account', (start) => {
	let server: TestServer;
	beforeAll(async () => {
		server = await start({ users });
	});
	afterAll(() => server?.close());

	const given = (changes: IDataObject = {}) => testCredential(credentialFor(server, changes));

	test.each(['tls', 'starttls'] as const)('signs in to both servers with %s', async (tls) => {
		expect(await given(inMode(server, tls))).toEqual({
			status: 'OK',
			message: 'Sending (SMTP) works. Receiving (IMAP) works.',
		});
	});

	test('warns of plaintext', async () => {
		const warning = 'works, unencrypted: others can read the password.';
		expect(await given(inMode(server, 'none'))).toEqual({
			status: 'OK',
			message: `Sending (SMTP) ${warning} Receiving (IMAP) ${warning}`,
		});
	});

	test('signs in to the only server there is', async () => {
		expect(await given({ use: 'send', imapHost: '' })).toEqual({
			status: 'OK',
			message: 'Sending (SMTP) works.',
		});
		expect(await given({ use: 'receive', smtpHost: '' })).toEqual({
			status: 'OK',
			message: 'Receiving (IMAP) works.',
		});
	});

	test('says that it did not sign in where there is no password to sign in with', async () => {
		const { status, message } = await given({ use: 'send', imapHost: '', password: '' });
		expect({ status, message }).toEqual({
			status: 'OK',
			message: 'Sending (SMTP) works, without signing in: there is no password.',
		});
	});

	test.each<[string, () => IDataObject, string[]]>([
		[
			'sending, to a port that refuses',
			() => ({ smtpPort: 1 }),
			['Sending (SMTP) failed: ', 'CONNECTION_REFUSED, phase: connect', 'Receiving (IMAP) works.'],
		],
		[
			'receiving, to a port that refuses',
			() => ({ imapPort: 1 }),
			['Sending (SMTP) works.', 'Receiving (IMAP) failed: ', 'CONNECTION_REFUSED, phase: connect'],
		],
		[
			'sending, in TLS to the port for STARTTLS',
			() => ({ smtpPort: server.ports.smtp }),
			['TLS_FAILED, phase: tls', 'choose STARTTLS', 'Receiving (IMAP) works.'],
		],
		[
			'receiving, in TLS to the port for STARTTLS',
			() => ({ imapPort: server.ports.imap }),
			['Sending (SMTP) works.', 'TLS_FAILED, phase: tls', 'choose STARTTLS'],
		],
		[
			'both, for the password',
			() => ({ password: `${users['alice@example.test']}?` }),
			['SMTP_AUTH_FAILED, phase: login', 'IMAP_AUTH_FAILED, phase: login', 'app password'],
		],
		[
			'both, for the certificate',
			() => ({ caCertificate: '' }),
			['Sending (SMTP) failed: ', 'Receiving (IMAP) failed: ', 'TLS_CERTIFICATE, phase: tls'],
		],
		[
			'both, for a host that does not exist',
			() => ({ smtpHost: 'no.invalid', imapHost: 'no.invalid' }),
			['Sending (SMTP) failed: ', 'Receiving (IMAP) failed: ', 'DNS_FAILED, phase: dns'],
		],
		['the form', () => ({ smtpHost: '' }), ['INVALID_ACCOUNT', 'the SMTP host is missing']],
		['the provider', () => ({ provider: 'outlook' }), ['INVALID_ACCOUNT', 'only OAuth2']],
	])('says what is wrong with %s', async (_, changes, sentences) => {
		const { status, message } = await given(changes());
		expect(status).toBe('Error');
		for (const sentence of sentences) expect(message).toContain(sentence);
	});

	test('takes a self-signed certificate where that is allowed', async () => {
		const { status } = await given({ caCertificate: '', allowSelfSigned: true });
		expect(status).toBe('OK');
	});

	test('leaves no connection behind', async () => {
		const proxy = await startFaultProxy({ target: server.ports.smtps });
		expect(await given({ smtpPort: proxy.port, use: 'send' })).toMatchObject({ status: 'OK' });
		expect(proxy.accepted()).toBe(1);
		while (proxy.open() > 0) await new Promise(setImmediate);
		await proxy.close();
	});
});
