import type { IDataObject } from 'n8n-workflow';
import type { TlsMode } from '../../../mail/account/settings';
import { checkImap } from '../../../mail/imap/check';
import { startMailServer } from '../../../sandbox/mailserver';
import { accountFor, alice, users } from '../../support/account';
import {
	authoritySignedCertificate,
	type Certificate,
	expiredCertificate,
	selfSignedCertificate,
	wrongHostCertificate,
} from '../../support/certificates';
import { failureOf } from '../../support/failure';
import { imapAccount } from '../../support/imapAccount';
import { imapScript, neverGreets, saysOnly } from '../../support/mailScripts';
import { type Script, startScriptedServer } from '../../support/scriptedServer';
import { until } from '../../support/until';
import { describeServers, type TestServer } from '../../support/servers';

/** Enough for a busy machine where an answer is awaited. */
const PATIENT_MS = 20_000;

/** Where silence is what is tested; a busy machine may need as long to get that far. */
const SHORT_MS = 1_500;

interface Played {
	tls?: TlsMode;
	/** Given: TLS from the first byte. */
	certificate?: Certificate;
	changes?: IDataObject;
	deadlineMs?: number;
}

/** How signing in to a played server fails, and whether the password had gone out by then. */
async function failureAt(script: Script, played: Played = {}) {
	const { tls = 'starttls', certificate, changes, deadlineMs = PATIENT_MS } = played;
	const server = await startScriptedServer(script, certificate);
	try {
		const account = imapAccount(server.port, tls, changes);
		const { code, phase, transient, message } = await failureOf(checkImap(account, deadlineMs));
		return { code, phase, transient, message, passwordSent: server.receivedSecret(users[alice]) };
	} finally {
		await server.close();
	}
}

interface Answers {
	greeting?: string;
	/** Behind IMAP4rev1. */
	capabilities?: string;
	/** @param line what the client sent, with the password in it */
	signIn?: (tag: string, line: string) => string;
}

/** An IMAP server that answers the sign-in as it is told and anything else with OK. */
function answering({
	greeting = '* OK IMAP4rev1 ready',
	capabilities = '',
	signIn = (tag) => `${tag} OK Done`,
}: Answers): Script {
	return async (peer) => {
		peer.send(`${greeting}\r\n`);
		for (;;) {
			const line = await peer.line();
			const [tag = '', command = ''] = line.split(' ');
			if (command === 'CAPABILITY') peer.send(`* CAPABILITY IMAP4rev1${capabilities}\r\n`);
			if (command === 'LOGIN') peer.send(`${signIn(tag, line)}\r\n`);
			else if (command === 'AUTHENTICATE') {
				peer.send('+ \r\n');
				peer.send(`${signIn(tag, await peer.line())}\r\n`);
			} else peer.send(`${tag} OK Done\r\n`);
		}
	};
}

describeServers('signing in', (start) => {
	let server: TestServer;

	beforeAll(async () => {
		server = await start({ users, withoutSmtp: true });
	});
	afterAll(() => server.close());

	const inMode = (imapTls: TlsMode, imapPort: number, changes: IDataObject = {}) =>
		accountFor(server, { imapTls, imapPort, ...changes });

	it('works over TLS and STARTTLS', async () => {
		await checkImap(inMode('tls', server.ports.imaps), PATIENT_MS);
		await checkImap(inMode('starttls', server.ports.imap), PATIENT_MS);
	});

	it('works with a certificate that is not verified, where that is allowed', async () => {
		const changes = { caCertificate: '', allowSelfSigned: true };
		await checkImap(inMode('tls', server.ports.imaps, changes), PATIENT_MS);
	});

	it.each(['tls', 'starttls'] as const)('says that the password is wrong (%s)', async (mode) => {
		const port = mode === 'tls' ? server.ports.imaps : server.ports.imap;
		const account = inMode(mode, port, { password: 'not-the-password' });
		const error = await failureOf(checkImap(account, PATIENT_MS));
		expect(error).toMatchObject({ code: 'IMAP_AUTH_FAILED', phase: 'login', transient: false });
		expect(error.message).toContain('app password');
		expect(error.message).not.toContain('not-the-password');
	});

	it('says that the port wants STARTTLS', async () => {
		const error = await failureOf(checkImap(inMode('tls', server.ports.imap), PATIENT_MS));
		expect(error).toMatchObject({ code: 'TLS_FAILED', phase: 'tls', transient: false });
		expect(error.remedy).toContain('choose STARTTLS');
	});

	it.each(['starttls', 'none'] as const)('says that the port wants TLS (%s)', async (mode) => {
		const account = inMode(mode, server.ports.imaps);
		const error = await failureOf(checkImap(account, SHORT_MS));
		expect(error).toMatchObject({ code: 'CONNECTION_TIMEOUT', phase: 'greeting' });
		expect(error.remedy).toContain('choose TLS');
	});

	it('says that the certificate is signed by nobody known', async () => {
		const account = inMode('tls', server.ports.imaps, { caCertificate: '' });
		const error = await failureOf(checkImap(account, PATIENT_MS));
		expect(error).toMatchObject({ code: 'TLS_CERTIFICATE', phase: 'tls', transient: false });
		expect(error.remedy).toContain('Allow Self-Signed');
	});
});

describe('certificates that are refused, and no password sent', () => {
	it.each<[string, () => Promise<Certificate>, RegExp]>([
		['expired', expiredCertificate, /has expired/],
		['for another host', wrongHostCertificate, /another host name/],
	])('%s, though its authority is trusted', async (_what, make, reason) => {
		const certificate = await make();
		const changes = { caCertificate: certificate.cert };
		const expected = { code: 'TLS_CERTIFICATE', phase: 'tls', passwordSent: false };
		for (const failure of [
			await failureAt(imapScript(), { tls: 'tls', certificate, changes }),
			await failureAt(imapScript({ startTls: { certificate } }), { changes }),
		]) {
			expect(failure).toMatchObject({ ...expected, message: expect.stringMatching(reason) });
		}
	});

	it.each<[string, () => Promise<Certificate>]>([
		['self-signed', selfSignedCertificate],
		['of an unknown authority', async () => (await authoritySignedCertificate()).certificate],
	])('%s', async (_what, make) => {
		const certificate = await make();
		const expected = { code: 'TLS_CERTIFICATE', phase: 'tls', passwordSent: false };
		expect(await failureAt(imapScript(), { tls: 'tls', certificate })).toMatchObject(expected);
		const overStartTls = imapScript({ startTls: { certificate } });
		expect(await failureAt(overStartTls)).toMatchObject(expected);
	});
});

describe('STARTTLS is not done without', () => {
	it.each<[string, (certificate: Certificate) => Script, string]>([
		['stripped', () => imapScript({ startTls: 'stripped' }), 'TLS_REQUIRED'],
		['refused', () => imapScript({ startTls: 'refused' }), 'TLS_REQUIRED'],
		[
			'followed by injected text',
			(certificate) => imapScript({ startTls: { certificate, injected: '* CAPABILITY X\r\n' } }),
			'TLS_FAILED',
		],
		['skipped by PREAUTH', () => answering({ greeting: '* PREAUTH Welcome' }), 'TLS_REQUIRED'],
	])('where it is %s', async (_what, script, code) => {
		const certificate = await selfSignedCertificate();
		const changes = { caCertificate: certificate.cert };
		expect(await failureAt(script(certificate), { changes })).toMatchObject({
			code,
			phase: 'tls',
			transient: false,
			passwordSent: false,
		});
	});
});

describe('servers that fail', () => {
	it('refuse the port', async () => {
		const server = await startScriptedServer(neverGreets);
		await server.close();
		const error = await failureOf(checkImap(imapAccount(server.port, 'tls'), PATIENT_MS));
		expect(error).toMatchObject({
			code: 'CONNECTION_REFUSED',
			phase: 'connect',
			transient: true,
		});
	});

	it('never begin TLS', async () => {
		const failure = await failureAt(neverGreets, { tls: 'tls', deadlineMs: SHORT_MS });
		expect(failure).toMatchObject({ code: 'CONNECTION_TIMEOUT', transient: true });
	});

	it('have no such host', async () => {
		const account = imapAccount(993, 'tls', { imapHost: 'no-such-host.invalid' });
		const error = await failureOf(checkImap(account, PATIENT_MS));
		expect(error).toMatchObject({ code: 'DNS_FAILED', phase: 'dns', transient: true });
	});

	it.each<[string, Script, number, object]>([
		['never greet', neverGreets, SHORT_MS, { code: 'CONNECTION_TIMEOUT', phase: 'greeting' }],
		[
			'greet with BYE and stay',
			saysOnly('* BYE Too many connections\r\n'),
			PATIENT_MS,
			{ code: 'CONNECTION_LIMIT', phase: 'greeting', message: expect.stringContaining('Too many') },
		],
		[
			'greet with BYE and go',
			saysOnly('* BYE Too many connections\r\n', { drop: true }),
			PATIENT_MS,
			{ code: 'CONNECTION_LIMIT', phase: 'greeting', message: expect.stringContaining('Too many') },
		],
		[
			'go without a greeting',
			async (peer) => peer.drop(),
			PATIENT_MS,
			{ code: 'CONNECTION_LOST', phase: 'greeting' },
		],
		[
			'go after the greeting',
			imapScript({ dropAt: 'CAPABILITY' }),
			PATIENT_MS,
			{ code: 'CONNECTION_LOST', phase: 'login' },
		],
		[
			'go during the sign-in',
			imapScript({ dropAt: 'AUTHENTICATE' }),
			PATIENT_MS,
			{ code: 'CONNECTION_LOST', phase: 'login' },
		],
		[
			'answer the sign-in with BYE and stay',
			answering({ signIn: (_tag, line) => `* BYE Maintenance after ${line}` }),
			SHORT_MS,
			{ code: 'CONNECTION_LOST', phase: 'login', message: expect.stringContaining('Maintenance') },
		],
		[
			'never answer the sign-in',
			answering({ signIn: () => '* OK Still here' }),
			SHORT_MS,
			{ code: 'CONNECTION_TIMEOUT', phase: 'login' },
		],
		[
			'speak another protocol',
			saysOnly('220 mail.example.test ESMTP\r\n'),
			SHORT_MS,
			{ code: 'CONNECTION_TIMEOUT', phase: 'greeting' },
		],
	])('%s', async (_what, script, deadlineMs, expected) => {
		expect(await failureAt(script, { tls: 'none', deadlineMs })).toMatchObject({
			transient: true,
			...expected,
		});
	});

	it.each(['', ' AUTH=PLAIN'])(
		'repeat the password in their answer, which is masked (%j)',
		async (capabilities) => {
			const signIn = (tag: string, line: string) => `${tag} NO I got ${line}`;
			const failure = await failureAt(answering({ capabilities, signIn }), { tls: 'none' });
			expect(failure).toMatchObject({
				code: 'IMAP_AUTH_FAILED',
				passwordSent: true,
				message: expect.stringMatching(/I got .*\*\*\*/),
			});
		},
	);

	it.each([
		['[ALERT] Application-specific password required', /app password: make one/],
		['[AUTHENTICATIONFAILED] IMAP access is disabled for your account', /IMAP is switched off/],
		['[UNAVAILABLE] Try again later', /Wait a few minutes/],
	])('refuse with %s, which is explained', async (answer, remedy) => {
		const refusing = answering({ signIn: (tag) => `${tag} NO ${answer}` });
		const { message } = await failureAt(refusing, { tls: 'none' });
		expect(message).toMatch(remedy);
	});
});

test('leaves no connection behind', async () => {
	const server = await startMailServer({ users });
	await checkImap(accountFor(server), PATIENT_MS);
	await failureOf(checkImap(accountFor(server, { password: 'wrong' }), PATIENT_MS));
	await until(() => server.connections().imap === 0);
	expect(server.connections().imapLogins).toBe(1);
	await server.close();
});
