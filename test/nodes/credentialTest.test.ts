import type {
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	IDataObject,
	INodeCredentialTestResult,
} from 'n8n-workflow';
import type { Detect } from '../../mail/account/detect/detected';
import { detector } from '../../mail/account/detect/detector';
import { EnvelopeSend } from '../../nodes/EnvelopeSend/EnvelopeSend.node';
import { envelopeAccountTest } from '../../nodes/shared/account/credentialTest';
import { startMailServer } from '../../sandbox/mailserver';
import { alice, credentialFor, users } from '../support/account';
import { expectNoSecret } from '../support/failure';
import { startFaultProxy } from '../support/faultProxy';
import { startInternet } from '../support/internet';
import { describeServers, type TestServer } from '../support/servers';
import { inMode } from '../support/smtpAccount';

/** As n8n calls it when a person saves the credential; ours needs nothing of its context. */
async function testCredential(
	data: IDataObject,
	detect?: Detect,
): Promise<INodeCredentialTestResult> {
	const credential = { id: 'c1', name: 'Account', type: 'envelopeAccount', data };
	const result = await envelopeAccountTest.call(
		{} as ICredentialTestFunctions,
		credential as ICredentialsDecrypted,
		detect,
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

test('is the one that the nodes name', () => {
	const { methods, description } = new EnvelopeSend();
	expect(methods.credentialTest.envelopeAccountTest).toBe(envelopeAccountTest);
	expect(description.credentials?.map(({ testedBy }) => testedBy)).toContain('envelopeAccountTest');
});

describe('the test of an account whose servers are found', () => {
	const data = { provider: 'detect', address: alice, password: users[alice] };

	test('says what was found, and from where', async () => {
		const internet = await startInternet('imap.example.test', 'smtp.example.test');
		const server = await startMailServer({ users, certificate: internet.certificate });
		const at = (name: string, port: number) => ({
			SRV: [{ name, port, priority: 0, weight: 0 }],
		});
		internet.dns.zone = {
			'_submissions._tcp.example.test': at('smtp.example.test', server.ports.smtps),
			'_imaps._tcp.example.test': at('imap.example.test', server.ports.imaps),
			'smtp.example.test': { A: ['127.0.0.1'] },
			'imap.example.test': { A: ['127.0.0.1'] },
		};
		const detect = detector(internet.lookups());
		const found =
			'Found imap.example.test and smtp.example.test from the SRV records of example.test.';
		expect(await testCredential(data, detect)).toEqual({
			status: 'OK',
			message: `${found} Sending (SMTP) works. Receiving (IMAP) works.`,
		});
		const wrong = await testCredential({ ...data, password: 'wrong' }, detect);
		expect(wrong).toMatchObject({ status: 'Error' });
		expect(wrong.message).toContain(`${found} Sending (SMTP) failed: `);
		await server.close();
		await internet.close();
	});

	test('tells what the provider wants where it refuses', async () => {
		const closed = { host: '127.0.0.1', port: 1, tls: 'tls' as const };
		const help = 'Make an <a href="https://example.test/x" target="_blank">app password</a> first.';
		const preset = { id: 'x', name: 'Example', smtp: closed, imap: closed, help };
		const { status, message } = await testCredential(data, async () => ({
			source: 'the MX records of example.test',
			preset: { ...preset, signIn: 'appPassword' },
		}));
		expect(status).toBe('Error');
		expect(message).toMatch(
			/^Found Example \(127\.0\.0\.1\) from the MX records of example\.test\. Sending/,
		);
		expect(message).toMatch(/Make an app password \(https:\/\/example\.test\/x\) first\.$/);
	});

	test('says what was tried where nothing was found', async () => {
		const internet = await startInternet('example.test');
		const { status, message } = await testCredential(data, detector(internet.lookups()));
		expect(status).toBe('Error');
		expect(message).toMatch(/^No mail servers were found for example\.test.*INVALID_ACCOUNT/);
		await internet.close();
	});
});
