import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startMailServer } from '../../sandbox/mailserver/index';
import {
	alice,
	bob,
	mail,
	message,
	openInbox,
	sender,
	server,
	signIn,
	start,
	stop,
	users,
} from './mailserverSession';

afterEach(stop);

describe('signing in', () => {
	beforeEach(() => start());

	it('IMAP over TLS, STARTTLS and plaintext', async () => {
		const tls = await signIn({ port: server.ports.imaps, secure: true });
		const startTls = await signIn({ doSTARTTLS: true });
		const plaintext = await signIn({ doSTARTTLS: false });
		expect([tls, startTls, plaintext].map((each) => each.secureConnection)).toEqual([
			true,
			true,
			false,
		]);
	});

	it('IMAP with LOGIN, for a server without AUTH=PLAIN', async () => {
		await server.close();
		await start({ withoutCapabilities: ['AUTH=PLAIN', 'SASL-IR'] });
		await expect(signIn()).resolves.toBeDefined();
	});

	it.each([
		['TLS', () => ({ port: server.ports.smtps, secure: true })],
		['STARTTLS', () => ({ requireTLS: true })],
		['plaintext', () => ({ ignoreTLS: true })],
	])('SMTP over %s', async (_mode, options) => {
		await sender(options()).sendMail(mail);
		expect(server.messages(alice.user)).toHaveLength(1);
	});

	it('refuses a wrong password', async () => {
		const wrong = { ...alice, pass: 'wrong' };
		await expect(signIn({ auth: wrong })).rejects.toMatchObject({ authenticationFailed: true });
		await expect(sender({ auth: wrong }).verify()).rejects.toMatchObject({ responseCode: 535 });
		expect(server.connections()).toMatchObject({ imapLogins: 0, smtpLogins: 0 });
	});

	it('refuses mail without signing in', async () => {
		const sending = sender({ auth: undefined }).sendMail(mail);
		await expect(sending).rejects.toMatchObject({ responseCode: 530 });
	});
});

describe('withoutCapabilities', () => {
	it('neither announces nor answers what is left out', async () => {
		await start({ withoutCapabilities: ['idle', 'MOVE', 'UIDPLUS', 'SPECIAL-USE', 'STARTTLS'] });
		server.deliver(alice.user, message);
		const client = await openInbox();
		const names = [...client.capabilities.keys()];
		expect(names).toEqual(expect.not.arrayContaining(['IDLE', 'MOVE', 'UIDPLUS', 'SPECIAL-USE']));
		expect(names).toContain('CONDSTORE');
		const moved = await client.messageMove('1', 'Archive'); // by COPY and EXPUNGE
		expect(moved && moved.uidMap).toBeFalsy();
		expect(server.messages(alice.user, 'Archive')).toHaveLength(1);
		expect(server.messages(alice.user)).toHaveLength(0);
		await expect(signIn({ doSTARTTLS: true })).rejects.toThrow();
	});

	it('does not know a capability it never had', async () => {
		await start();
		const other = startMailServer({ users, withoutCapabilities: ['QUOTA'] });
		await expect(other).rejects.toThrow('QUOTA');
	});
});

describe('SMTP', () => {
	it('delivers to each recipient and refuses only the unknown ones', async () => {
		await start();
		const to = [alice.user, 'nobody@example.test', bob.user];
		const info = await sender().sendMail({ ...mail, to });
		expect(info.rejected).toEqual(['nobody@example.test']);
		expect(info.rejectedErrors?.[0]).toMatchObject({
			response: expect.stringMatching(/^550 5\.1\.1 /),
		});
		expect(server.messages(alice.user)).toHaveLength(1);
		expect(server.messages(bob.user)).toHaveLength(1);
	});

	it('takes a local part in UTF-8 (SMTPUTF8)', async () => {
		await start({ users: { ...users, 'jörg@example.test': 'secret' } });
		await sender().sendMail({ ...mail, to: 'jörg@example.test' });
		expect(server.messages('jörg@example.test')).toHaveLength(1);
	});

	it('keeps lines that begin with dots', async () => {
		await start();
		await sender().sendMail({ ...mail, text: '.one\r\n..two\r\n.' });
		const raw = server.messages(alice.user)[0]?.raw.toString();
		expect(raw).toMatch(/\r\n\.one\r\n\.\.two\r\n\.\r\n$/);
		expect(raw).toMatch(/^Return-Path: <alice@example\.test>\r\nReceived: from /);
	});

	it('delivers nothing of a message that breaks off', async () => {
		await start();
		const client = connect(server.ports.smtp, '127.0.0.1');
		const login = Buffer.from(`\0${alice.user}\0${alice.pass}`).toString('base64');
		const envelope = `MAIL FROM:<${alice.user}>\r\nRCPT TO:<${alice.user}>\r\nDATA\r\n`;
		const transaction = `EHLO localhost\r\nAUTH PLAIN ${login}\r\n${envelope}`;
		for await (const reply of client) {
			if (/^220 /.test(String(reply))) client.write(transaction);
			if (!/^354 /m.test(String(reply))) continue;
			client.write('Subject: Half\r\n\r\nHalf a li');
			break; // which destroys the connection
		}
		await sender().sendMail(mail);
		expect(server.messages(alice.user)).toHaveLength(1);
	});

	it('refuses what is over its SIZE', async () => {
		await start({ maxMessageSize: 10_000 });
		const sending = sender().sendMail({ ...mail, text: 'x'.repeat(20_000) });
		await expect(sending).rejects.toMatchObject({
			response: expect.stringMatching(/^552 5\.3\.4 /),
		});
		expect(server.messages(alice.user)).toHaveLength(0);
	});
});

describe('the server itself', () => {
	it('counts connections and can drop them', async () => {
		await start();
		const client = await openInbox();
		await sender().sendMail(mail);
		const counts = { imap: 1, totalImap: 1, imapLogins: 1, totalSmtp: 1, smtpLogins: 1 };
		expect(server.connections()).toMatchObject(counts);
		const closed = once(client, 'close');
		server.dropConnections();
		await closed;
		expect(server.connections().imap).toBe(0);
		await expect(signIn()).resolves.toBeDefined();
	});

	it('keeps everything in its folder over a restart', async () => {
		const dir = join(mkdtempSync(join(tmpdir(), 'mailserver-')), 'data');
		try {
			await start({ dir });
			server.deliver(alice.user, message, { flags: ['\\Seen'] });
			const client = await signIn();
			await client.mailboxCreate('Projects');
			const status = await client.status('INBOX', { uidNext: true, uidValidity: true });
			const before = { ca: server.ca, messages: server.messages(alice.user) };
			client.close();
			await server.close();
			expect(statSync(dir).mode & 0o777).toBe(0o700);
			expect(statSync(join(dir, 'tls.json')).mode & 0o777).toBe(0o600);

			await start({ dir });
			expect({ ca: server.ca, messages: server.messages(alice.user) }).toEqual(before);
			expect(server.messages(alice.user, 'Projects')).toEqual([]);
			const again = await signIn();
			const statusAgain = await again.status('INBOX', { uidNext: true, uidValidity: true });
			expect(statusAgain).toEqual(status);
		} finally {
			rmSync(join(dir, '..'), { recursive: true });
		}
	});

	it('listens on no port at all if one of them is taken', async () => {
		await start();
		const taken = createServer();
		await once(taken.listen(0, '127.0.0.1'), 'listening');
		const { port } = taken.address() as AddressInfo;
		const starting = startMailServer({ users, ports: { imap: port } });
		await expect(starting).rejects.toMatchObject({ code: 'EADDRINUSE' });
		taken.close();
	});
});
