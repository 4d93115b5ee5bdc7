import { ImapFlow } from 'imapflow';
import { createTransport } from 'nodemailer';
import { selfSignedCertificate, type Certificate } from './certificates';
import { imapScript, saysOnly, smtpScript } from './mailScripts';
import { startScriptedServer, type Script, type ScriptedServer } from './scriptedServer';
import { startSmtpSink } from './smtpSink';

const auth = { user: 'alice@example.test', pass: 'a secret' };
const mail = { from: auth.user, to: 'bob@example.test', subject: 'Hi', text: 'One\r\n.two' };

let certificate: Certificate;
let server: ScriptedServer;

const play = async (script: Script, implicitTls?: Certificate) => {
	server = await startScriptedServer(script, implicitTls);
};

const send = (options: object = {}) =>
	createTransport({
		host: '127.0.0.1',
		port: server.port,
		tls: { ca: certificate.cert },
		auth,
		...options,
	}).sendMail(mail);

async function signIn(options: object = {}): Promise<void> {
	const client = new ImapFlow({
		host: '127.0.0.1',
		port: server.port,
		tls: { ca: certificate.cert },
		auth,
		logger: false,
		...options,
	});
	client.on('error', () => {});
	await client.connect().finally(() => client.close());
}

beforeAll(async () => {
	certificate = await selfSignedCertificate();
});

describe('SMTP scripts', () => {
	afterEach(() => server.close());

	it.each(['EHLO', 'AUTH', 'MAIL', 'RCPT', 'DATA', 'content', 'dot'])(
		'drop at %s, and not before',
		async (dropAt) => {
			await play(smtpScript({ dropAt }));
			await expect(send()).rejects.toThrow();
			const received = server.received().toString();
			const whole = received.endsWith('\r\n.\r\n');
			if (dropAt === 'content') expect(received).toContain('Subject: Hi');
			else if (dropAt === 'dot') expect(whole).toBe(true);
			else expect(received.trimEnd().split('\r\n').at(-1)).toMatch(new RegExp(`^${dropAt}`));
		},
	);

	it('let a message through when nothing is to fail', async () => {
		await play(smtpScript({ startTls: { certificate } }));
		await expect(send({ requireTLS: true })).resolves.toMatchObject({ rejected: [] });
		expect(server.receivedSecret(auth.pass)).toBe(true);
		await expect(send({ ignoreTLS: true })).resolves.toMatchObject({ rejected: [] });
		expect(server.accepted()).toBe(2);
	});

	it.each(['stripped', 'refused'] as const)('STARTTLS %s: see no password', async (startTls) => {
		await play(smtpScript({ startTls }));
		await expect(send({ requireTLS: true })).rejects.toThrow();
		expect(server.receivedSecret(auth.pass)).toBe(false);
	});

	it('inject plaintext behind the answer to STARTTLS', async () => {
		const injected = '250 injected\r\n';
		await play(smtpScript({ startTls: { certificate, injected } }));
		await send({ requireTLS: true }).catch(() => {}); // how it ends is up to the client
		expect(server.received().toString()).toMatch(/^EHLO .*\r\nSTARTTLS\r\n/);
	});

	it('greet with 421, under TLS too', async () => {
		await play(saysOnly('421 Too busy\r\n', { drop: true }), certificate);
		await expect(send({ secure: true })).rejects.toThrow();
		expect(server.received()).toHaveLength(0);
	});
});

describe('IMAP scripts', () => {
	afterEach(() => server.close());

	it('sign in under STARTTLS', async () => {
		await play(imapScript({ startTls: { certificate } }));
		await signIn({ doSTARTTLS: true });
		expect(server.receivedSecret(auth.pass)).toBe(true);
	});

	it.each(['stripped', 'refused'] as const)('STARTTLS %s: see no password', async (startTls) => {
		await play(imapScript({ startTls }));
		await expect(signIn({ doSTARTTLS: true })).rejects.toThrow();
		expect(server.receivedSecret(auth.pass)).toBe(false);
	});

	it('drop at a command', async () => {
		await play(imapScript({ dropAt: 'AUTHENTICATE' }));
		await expect(signIn()).rejects.toThrow();
	});
});

it('a scripted server reports what its script failed with', async () => {
	await play(() => Promise.reject(new Error('wrong script')));
	await expect(send()).rejects.toThrow();
	await expect(server.close()).rejects.toThrow('wrong script');
});

it('the SMTP sink keeps the bytes as they were on the wire', async () => {
	const sink = await startSmtpSink();
	await createTransport({ host: '127.0.0.1', port: sink.port }).sendMail(mail);
	await sink.close();
	const [message] = sink.messages();
	expect(message).toMatchObject({
		mail: 'FROM:<alice@example.test>',
		rcpt: ['TO:<bob@example.test>'],
	});
	expect(message?.data.toString()).toMatch(/^From: .*\r\n\r\nOne\r\n\.\.two$/s);
});
