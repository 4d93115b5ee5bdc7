import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { IDataObject } from 'n8n-workflow';
import { closeImapPools } from '../../mail/imap/pool';
import { closeSmtpPools } from '../../mail/smtp/pool';
import { alice } from '../support/account';
import { type Certificate, selfSignedCertificate } from '../support/certificates';
import { type Echo, echoes, echoingImap, echoingSmtp } from '../support/echoScripts';
import { everythingIn, leaksIn } from '../support/leaks';
import { oauth2SmtpScript } from '../support/oauth2Scripts';
import { type Script, type ScriptedServer, startScriptedServer } from '../support/scriptedServer';
import { credentialTest, type SignIn, type Use, type Used, uses } from '../support/signingIn';

/** What of each secret nobody may see. */
const words = {
	password: 'Zwergenkoenig7',
	token: 'Wolkenschieber8',
	nextToken: 'Nebelkraehenflug3',
	refreshToken: 'Sternenstaubfee5',
	clientSecret: 'Mondlandungsfaehre9',
};
const secrets = Object.values(words);

interface Answer {
	status: number;
	body: (form: string) => string;
}

const renewed: Answer = {
	status: 200,
	body: () => JSON.stringify({ access_token: `ya29.${words.nextToken}`, expires_in: 3600 }),
};

let certificate: Certificate;
let tokenServer: Server;
let tokenAnswer = renewed;
let smtp: ScriptedServer;
let imap: ScriptedServer;

beforeAll(async () => {
	certificate = await selfSignedCertificate();
	tokenServer = createServer((request, response) => {
		const { status, body } = tokenAnswer;
		void text(request).then((form) => {
			if (status === 0) response.destroy();
			else response.writeHead(status, { 'content-type': 'application/json' }).end(body(form));
		});
	});
	await once(tokenServer.listen(0, '127.0.0.1'), 'listening');
});

afterAll(() => tokenServer.close());

afterEach(async () => {
	tokenAnswer = renewed;
	closeSmtpPools();
	await closeImapPools();
	await smtp?.close();
	await imap?.close();
});

const takesAll = oauth2SmtpScript({
	offers: 'PLAIN LOGIN XOAUTH2 OAUTHBEARER',
	verdict: () => 'accept',
});

const isOAuth2 = (mechanism: string) => /OAUTH/.test(mechanism);

/** The credential for servers that do as they are told. */
async function signIn(
	mechanism: string,
	scripts: { smtp?: Script; imap?: Script },
	changes: IDataObject = {},
): Promise<SignIn> {
	smtp = await startScriptedServer(scripts.smtp ?? takesAll, certificate);
	imap = await startScriptedServer(scripts.imap ?? takesAll, certificate);
	const servers = {
		...{ smtpHost: '127.0.0.1', smtpPort: smtp.port, smtpTls: 'tls' },
		...{ imapHost: '127.0.0.1', imapPort: imap.port, imapTls: 'tls' },
		...{ address: alice, caCertificate: certificate.cert },
		sentCopy: scripts.imap ? 'always' : 'never',
		use: scripts.imap ? 'sendAndReceive' : 'send',
		...changes,
	};
	if (!isOAuth2(mechanism)) {
		const password = `Q"ü\\${words.password}%2B &`;
		return { type: 'envelopeAccount', data: { ...servers, provider: 'custom', password } };
	}
	const { port } = tokenServer.address() as AddressInfo;
	return {
		type: 'envelopeGoogleOAuth2Api',
		data: {
			...servers,
			...{ grantType: 'authorizationCode', authentication: 'body', clientId: 'the-client' },
			clientSecret: `GOCSPX-${words.clientSecret}`,
			accessTokenUrl: `http://127.0.0.1:${port}/token`,
			oauthTokenData: {
				access_token: `ya29.${words.token}`,
				refresh_token: `1//${words.refreshToken}`,
				n8n_expires_at: String(Date.now() + 3_600_000),
			},
			...changes,
		},
	};
}

function expectNoLeak({ said, result }: Used): void {
	const everything = [said, everythingIn(result)].join('\n');
	expect(secrets.flatMap((secret) => leaksIn(everything, secret))).toEqual([]);
}

const mechanisms = ['PLAIN', 'LOGIN', 'XOAUTH2', 'OAUTHBEARER'];

const usesWith = (protocol: 'SMTP' | 'IMAP', mechanism: string) =>
	Object.entries(uses[protocol]).filter(
		([, use]) => use !== credentialTest || !isOAuth2(mechanism),
	);

/** By the command: who comes to send it. */
const refusable = {
	LIST: ['draft', 'the copy of what is sent', 'the search for what was sent'],
	EXAMINE: ['reply', 'reply to all', 'forward', 'redirect', 'trigger', 'the test of the trigger'],
	APPEND: ['draft', 'the copy of what is sent'],
};

describe.each(mechanisms)('After a sign-in with %s nobody sees a secret', (mechanism) => {
	const refusedBySmtp = async (echo: Echo, use: Use) => {
		const script = echoingSmtp({ echo, mechanisms: mechanism, refuses: 'AUTH' });
		const used = await use(await signIn(mechanism, { smtp: script }));
		expect(used.said).toMatch(/refused to sign in.*\*\*\*.*SMTP_AUTH_FAILED/);
		expectNoLeak(used);
	};

	const refusedByImap = async (echo: Echo, use: Use) => {
		const refuses = mechanism === 'LOGIN' ? 'LOGIN' : 'AUTHENTICATE';
		const script = echoingImap({ echo, mechanisms: mechanism, refuses });
		const used = await use(await signIn(mechanism, { imap: script }));
		expect(used.said).toMatch(/refused to sign in.*IMAP_AUTH_FAILED/);
		expectNoLeak(used);
	};

	describe.each(Object.entries(echoes))('in an answer with %s', (_, echo) => {
		test('where SMTP refuses it', () => refusedBySmtp(echo, uses.SMTP.send!));
		test('where SMTP refuses it to a test', () => refusedBySmtp(echo, uses.SMTP['dry run']!));
		test('where IMAP refuses it', () => refusedByImap(echo, uses.IMAP.draft!));
		test('where IMAP refuses it to a watch', () => refusedByImap(echo, uses.IMAP.trigger!));

		test.each(['MAIL', 'RCPT', 'DATA', '.', 'nothing'])(
			'where SMTP then refuses %s',
			async (refuses) => {
				const script = echoingSmtp({ echo, mechanisms: mechanism, refuses });
				const used = await uses.SMTP.send!(await signIn(mechanism, { smtp: script }));
				expect(used.said).toContain('***');
				expectNoLeak(used);
			},
		);
	});

	const echo = echoes['the command']!;

	test.each(usesWith('SMTP', mechanism))('where SMTP refuses it to %s', (_, use) =>
		refusedBySmtp(echo, use),
	);

	test.each(usesWith('IMAP', mechanism))('where IMAP refuses it to %s', (_, use) =>
		refusedByImap(echo, use),
	);

	test.each(['AUTH', 'MAIL', 'RCPT', 'DATA'])('where SMTP cuts off at %s', async (refuses) => {
		const script = echoingSmtp({ echo, mechanisms: mechanism, refuses, thenDrops: true });
		expectNoLeak(await uses.SMTP.send!(await signIn(mechanism, { smtp: script })));
	});

	describe.each(Object.entries(refusable))('where IMAP refuses %s', (refuses, refused) => {
		test.each(refused)('to %s', async (use) => {
			const script = echoingImap({ echo, mechanisms: mechanism, refuses });
			const used = await uses.IMAP[use]!(await signIn(mechanism, { imap: script }));
			expect(used.said).toContain('***');
			expectNoLeak(used);
		});

		test.each(refused)('and cuts off, to %s', async (use) => {
			const script = echoingImap({ echo, mechanisms: mechanism, refuses, thenDrops: true });
			expectNoLeak(await uses.IMAP[use]!(await signIn(mechanism, { imap: script })));
		});
	});
});

describe('Of a token server nobody sees a secret', () => {
	const answers: Record<string, Answer> = {
		'that repeats the request': { status: 400, body: (form) => form },
		'that repeats it as the error': {
			status: 400,
			body: (form) => JSON.stringify({ error: form, error_description: form }),
		},
		'that repeats it as the description': {
			status: 400,
			body: (form) => JSON.stringify({ error: 'invalid_grant', error_description: form }),
		},
		'that repeats it as what is wrong with the client': {
			status: 401,
			body: (form) => JSON.stringify({ error: 'invalid_client', error_description: form }),
		},
		'that repeats it with another status': { status: 503, body: (form) => `<p>${form}</p>` },
		'that repeats it as if all were well': { status: 200, body: (form) => form },
		'that gives no token': { status: 200, body: (form) => JSON.stringify({ form }) },
		'that hangs up': { status: 0, body: () => '' },
	};
	const expired = {
		oauthTokenData: {
			access_token: `ya29.${words.token}`,
			refresh_token: `1//${words.refreshToken}`,
			n8n_expires_at: String(Date.now() - 1),
		},
	};

	const refusesAll = echoingImap({
		...{ echo: String, mechanisms: 'XOAUTH2', refuses: 'AUTHENTICATE' },
	});

	describe.each(Object.entries(answers))('%s', (_, answer) => {
		// Send and wait has no option against trying again.
		test.each(['send', 'dry run'])('to %s', async (use) => {
			tokenAnswer = answer;
			expectNoLeak(await uses.SMTP[use]!(await signIn('XOAUTH2', { smtp: takesAll }, expired)));
		});

		test.each(usesWith('IMAP', 'XOAUTH2'))('to %s', async (_use, use) => {
			tokenAnswer = answer;
			const used = await use(await signIn('XOAUTH2', { imap: refusesAll }, expired));
			expect(used.said).toMatch(/_AUTH_FAILED/);
			expectNoLeak(used);
		});
	});
});

const debug = {
	NODE_DEBUG: 'net,tls,http,https,fetch,undici,stream',
	DEBUG: '*',
	N8N_LOG_LEVEL: 'debug',
};

/** Everything above once more in a process of its own, whose output is looked through. */
const again = process.env.NODE_DEBUG === undefined ? test : test.skip;
again(
	'Nor is any in what is printed with all debugging on',
	async () => {
		const root = join(__dirname, '../..');
		const jest = join(root, 'node_modules/jest/bin/jest.js');
		const output = await new Promise<string>((resolve) => {
			execFile(
				process.execPath,
				[
					jest,
					'--runTestsByPath',
					__filename,
					'--runInBand',
					'-t',
					'nobody sees a secret where|that repeats',
				],
				{ cwd: root, env: { ...process.env, ...debug }, maxBuffer: 512 * 1024 * 1024 },
				(error, stdout, stderr) => resolve(`${error ? 'failed' : 'passed'}\n${stdout}\n${stderr}`),
			);
		});
		expect(output.slice(0, 6)).toBe('passed');
		expect(Number(/^Tests: .*?(\d+) passed/m.exec(output)?.[1])).toBeGreaterThan(100);
		expect(output).toMatch(/^(NET|TLS) \d+:/m);
		expect(output).toMatch(/Envelope Trigger, INBOX: .* Reconnecting in/);
		expect(secrets.flatMap((secret) => leaksIn(output, secret))).toEqual([]);
	},
	240_000,
);
