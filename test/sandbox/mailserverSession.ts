import { ImapFlow, type ImapFlowOptions } from 'imapflow';
import { createTransport } from 'nodemailer';
import {
	startMailServer,
	type MailServer,
	type MailServerOptions,
} from '../../sandbox/mailserver/index';

export const alice = { user: 'alice@example.test', pass: 'alice-secret' };
export const bob = { user: 'bob@münchen.test', pass: 'bob-secret' };
export const users = { [alice.user]: alice.pass, [bob.user]: bob.pass };

export const mail = { from: alice.user, to: alice.user, subject: 'Hello', text: 'A line' };

export let server: MailServer;
const clients: ImapFlow[] = [];

export async function start(options: Partial<MailServerOptions> = {}): Promise<void> {
	server = await startMailServer({ users, ...options });
}

/** Closes the server and whatever is connected to it. */
export async function stop(): Promise<void> {
	for (const client of clients.splice(0)) client.close();
	await server.close();
}

export async function signIn(options: Partial<ImapFlowOptions> = {}): Promise<ImapFlow> {
	const { imap: port } = server.ports;
	const tls = { ca: server.ca };
	const connection = { host: '127.0.0.1', port, tls, auth: alice, logger: false as const };
	const client = new ImapFlow({ ...connection, ...options });
	client.on('error', () => {});
	clients.push(client);
	await client.connect();
	return client;
}

export async function openInbox(): Promise<ImapFlow> {
	const client = await signIn();
	await client.mailboxOpen('INBOX');
	return client;
}

export const sender = (options: object = {}) =>
	createTransport({
		host: '127.0.0.1',
		port: server.ports.smtp,
		tls: { ca: server.ca },
		auth: alice,
		...options,
	});

export const message = Buffer.from(
	[
		'From: =?utf-8?Q?Bj=C3=B6rn?= <bjorn@example.test>',
		'To: Alice <alice@example.test>',
		'Subject: Report',
		'Message-ID: <report@example.test>',
		'In-Reply-To: <parent@example.test>',
		'Date: Fri, 20 Nov 2026 23:30:00 -0800',
		'MIME-Version: 1.0',
		'Content-Type: multipart/mixed; boundary="B"',
		'',
		'--B',
		'Content-Type: text/plain; charset=utf-8',
		'Content-Transfer-Encoding: 8bit',
		'',
		'Hello wörld ✓',
		'--B',
		'Content-Type: application/octet-stream',
		"Content-Disposition: attachment; filename*=utf-8''na%C3%AFve.bin",
		'Content-Transfer-Encoding: base64',
		'',
		'AAECAwQFBgc=',
		'--B--',
		'',
	].join('\r\n'),
);
