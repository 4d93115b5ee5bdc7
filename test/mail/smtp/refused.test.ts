import type { TlsMode } from '../../../mail/account/settings';
import { compose } from '../../../mail/message/compose';
import { checkSmtp } from '../../../mail/smtp/check';
import { deliver } from '../../../mail/smtp/deliver';
import { closeSmtpPools } from '../../../mail/smtp/pool';
import { alice, bob, users } from '../../support/account';
import { selfSignedCertificate } from '../../support/certificates';
import { failureOf } from '../../support/failure';
import { neverGreets, saysOnly, smtpScript } from '../../support/mailScripts';
import { outgoing } from '../../support/outgoing';
import {
	type Script,
	type ScriptedServer,
	startScriptedServer,
} from '../../support/scriptedServer';
import { smtpAccount } from '../../support/smtpAccount';

const base64 = (text: string) => Buffer.from(text).toString('base64');
const message = compose(outgoing(), { keepBcc: false });

let server: ScriptedServer | undefined;
const play = async (...script: Parameters<typeof startScriptedServer>) =>
	(server = await startScriptedServer(...script)).port;

afterEach(async () => {
	closeSmtpPools();
	await server?.close();
	server = undefined;
});

/** An SMTP server that answers one command in its own way, where it gets that far. */
const answering =
	(answers: Record<string, string>): Script =>
	async (peer) => {
		peer.send('220 localhost ESMTP\r\n');
		for (;;) {
			const command = (await peer.line()).split(' ')[0]!;
			const usual = command === 'EHLO' ? '250-localhost\r\n250 AUTH PLAIN' : '250 OK';
			peer.send(`${answers[command] ?? (command === 'AUTH' ? '235 OK' : usual)}\r\n`);
		}
	};

const attempts = {
	deliver: (port: number, tls: TlsMode = 'none') =>
		deliver(smtpAccount(port, tls), message, { from: alice, to: [bob] }),
	checkSmtp: (port: number, tls: TlsMode = 'none') => checkSmtp(smtpAccount(port, tls), 10_000),
};

describe.each(Object.entries(attempts))('%s', (_, attempt) => {
	test.each([
		['421 4.7.0 Too busy', 'SERVER_BUSY', true, 'Wait a few minutes'],
		['554 5.7.1 Go away', 'SERVER_REJECTED', false, "Read the server's answer"],
		['450 4.7.1 Come back later', 'SERVER_REJECTED', true, 'refused the connection'],
	])('greeted with %s', async (greeting, code, transient, words) => {
		const error = await failureOf(attempt(await play(saysOnly(`${greeting}\r\n`))));
		expect(error).toMatchObject({ code, phase: 'greeting', transient, response: greeting });
		expect(error.message).toContain(words);
	});

	test.each([
		['535 5.7.8 Bad credentials', 'SMTP_AUTH_FAILED', false, 'app password in the credential'],
		[
			'534 5.7.9 Application-specific password required',
			'SMTP_AUTH_FAILED',
			false,
			'wants an app password',
		],
		[
			'535 5.7.139 Authentication unsuccessful, basic authentication is disabled',
			'SMTP_AUTH_FAILED',
			false,
			'allow SMTP AUTH',
		],
		['454 4.7.0 Temporary authentication failure', 'SERVER_BUSY', true, 'Wait a few minutes'],
		['421 4.7.0 Too many logins', 'SERVER_BUSY', true, 'Wait a few minutes'],
	])('signing in answered with %s', async (answer, code, transient, words) => {
		const error = await failureOf(attempt(await play(answering({ AUTH: answer }))));
		expect(error).toMatchObject({ code, phase: 'login', transient, response: answer });
		expect(error.message).toContain(words);
	});

	test('a server that repeats the password does not get it into the error', async () => {
		const password = users[alice];
		const echo = [password, base64(password), base64(`\0${alice}\0${password}`)].join(' ');
		const error = await failureOf(attempt(await play(answering({ AUTH: `535 no: ${echo}` }))));
		expect(error.response).toMatch(/^535 no: \*{3} \*{3}=* \*{3}=*$/);
	});

	test('a server without a sign-in that fits', async () => {
		const error = await failureOf(
			attempt(await play(answering({ EHLO: '250 AUTH GSSAPI', AUTH: '504 5.5.4 Unknown' }))),
		);
		expect(error).toMatchObject({ code: 'SMTP_AUTH_FAILED', phase: 'login', transient: false });
	});

	test('a port where nothing listens', async () => {
		const port = await play(neverGreets);
		await server!.close();
		server = undefined;
		const error = await failureOf(attempt(port));
		expect(error).toMatchObject({ code: 'CONNECTION_REFUSED', phase: 'connect', transient: true });
		expect(error.message).toContain(`127.0.0.1:${port}`);
	});

	test('TLS to a port that starts in plaintext', async () => {
		const error = await failureOf(attempt(await play(answering({})), 'tls'));
		expect(error).toMatchObject({ code: 'TLS_FAILED', phase: 'tls', transient: false });
		expect(error.remedy).toContain('choose STARTTLS');
		expect(server!.receivedSecret(users[alice])).toBe(false);
	});
});

test.each([
	['MAIL', '550 5.7.1 Not your address', 'SERVER_REJECTED', false],
	['MAIL', '452 4.3.1 Disk full', 'SERVER_REJECTED', true],
	['MAIL', '552 5.3.4 Too large', 'CONTENT_TOO_LARGE', false],
	['DATA', '552 5.7.0 Forbidden attachment', 'SERVER_REJECTED', false],
	['DATA', '552 Message size exceeds the limit', 'CONTENT_TOO_LARGE', false],
	['RCPT', '550 5.1.1 No such user', 'RECIPIENT_REJECTED', false],
	['RCPT', '552 5.2.2 Mailbox over quota', 'RECIPIENT_REJECTED', false],
	['RCPT', '450 4.2.0 Greylisted', 'RECIPIENT_REJECTED', true],
	['DATA', '554 5.6.0 No', 'SERVER_REJECTED', false],
	['DATA', '421 4.3.2 Shutting down', 'SERVER_BUSY', true],
])('%s answered with %s', async (command, answer, code, transient) => {
	const error = await failureOf(attempts.deliver(await play(answering({ [command]: answer }))));
	expect(error).toMatchObject({ code, transient, response: expect.stringContaining(answer) });
	expect(error.message).toContain(transient ? 'Trying again may help' : 'will not help');
});

test('recipients who are all refused are named, each with its answer', async () => {
	const answers = ['550 5.1.1 No such user', '450 4.2.0 Greylisted'];
	const port = await play(async (peer) => {
		const line = peer.line.bind(peer);
		peer.line = async () => {
			const command = await line();
			if (!command.startsWith('RCPT')) return command;
			peer.send(`${answers.shift() ?? '550 No'}\r\n`);
			return peer.line();
		};
		await smtpScript()(peer);
	});
	const to = ['nobody@example.test', 'later@example.test'];
	const error = await failureOf(deliver(smtpAccount(port, 'none'), message, { from: alice, to }));
	expect(error).toMatchObject({ code: 'RECIPIENT_REJECTED', transient: false });
	expect(error.message).toMatch(/nobody@example\.test \("550 .*later@example\.test \("450 /);
	expect(error.rejected).toMatchObject([
		{ recipient: 'nobody@example.test', code: 550, enhancedCode: '5.1.1' },
		{ recipient: 'later@example.test', code: 450, enhancedCode: '4.2.0' },
	]);
});

test('a greylisted recipient is told to wait, not to check the address', async () => {
	const port = await play(answering({ RCPT: '451 4.7.1 Greylisted' }));
	const error = await failureOf(attempts.deliver(port));
	expect(error).toMatchObject({ code: 'RECIPIENT_REJECTED', transient: true });
	expect(error.remedy).toContain('wait some minutes');
});

describe('a server that says nothing', () => {
	const soon = 500;

	test.each<TlsMode>(['none', 'starttls'])('with security %s', async (tls) => {
		const account = smtpAccount(await play(neverGreets), tls);
		const error = await failureOf(checkSmtp(account, soon));
		expect(error).toMatchObject({ code: 'CONNECTION_TIMEOUT', phase: 'greeting', transient: true });
		expect(error.remedy).toContain('choose TLS');
	});

	test.each<TlsMode>(['none', 'starttls'])('because it waits for TLS, security %s', async (tls) => {
		const port = await play(answering({}), await selfSignedCertificate());
		const error = await failureOf(checkSmtp(smtpAccount(port, tls), soon));
		expect(error).toMatchObject({ code: 'CONNECTION_TIMEOUT', phase: 'greeting', transient: true });
		expect(error.remedy).toContain('choose TLS');
		expect(server!.receivedSecret(users[alice])).toBe(false);
	});

	test('not even in TLS', async () => {
		const error = await failureOf(checkSmtp(smtpAccount(await play(neverGreets), 'tls'), soon));
		expect(error).toMatchObject({ code: 'CONNECTION_TIMEOUT', transient: true });
	});

	test('any more when it is asked to sign in', async () => {
		const deaf: Script = async (peer) => {
			peer.send('220 localhost\r\n');
			await peer.line();
			peer.send('250 AUTH PLAIN\r\n');
		};
		const error = await failureOf(checkSmtp(smtpAccount(await play(deaf), 'none'), soon));
		expect(error).toMatchObject({ code: 'CONNECTION_TIMEOUT', phase: 'login', transient: true });
	});
});

test('a host that does not exist', async () => {
	const account = smtpAccount(465, 'tls', { smtpHost: 'no-such-host.invalid' });
	const error = await failureOf(checkSmtp(account, 10_000));
	expect(error).toMatchObject({ code: 'DNS_FAILED', phase: 'dns', transient: true });
	expect(error.message).toContain('no-such-host.invalid');
});
