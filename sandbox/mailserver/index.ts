import { mkdirSync } from 'node:fs';
import { Accounts } from './accounts';
import { localCertificate, type Certificate } from './certificate';
import { imapFrontDoor } from './imap';
import { listen, type Listener } from './listener';
import type { DeliverOptions, StoredMessage } from './mailbox';
import { smtpSubmission } from './smtp';

export interface Ports {
	smtp: number;
	smtps: number;
	imap: number;
	imaps: number;
}

export interface MailServerOptions {
	/** Address → password. Each address is a mailbox; mail to any other address is refused. */
	users: Record<string, string>;
	/** Whether a token signs in to an address. Given: OAuth2 is offered besides, by SASL XOAUTH2. */
	acceptsToken?: (address: string, token: string) => boolean;
	/** Folder (made with mode 0700) that keeps the mail over restarts. Without it: in memory. */
	dir?: string;
	/** 0 or absent = a free port. */
	ports?: Partial<Ports>;
	/** IMAP capabilities the server is to do without, for example `['IDLE', 'MOVE']`. */
	withoutCapabilities?: string[];
	/** Bytes; SMTP SIZE (RFC 1870). Default 30 MiB. */
	maxMessageSize?: number;
	/** Instead of the generated one. */
	certificate?: Certificate;
	/** Folder name → special-use flag (RFC 6154), '' for none. Default: Drafts, Sent, Junk, Trash, Archive. */
	specialFolders?: Record<string, string>;
}

export interface MailServer {
	ports: Ports;
	/** PEM certificate for clients to trust; valid for localhost and 127.0.0.1. */
	ca: string;
	/** `smtp` and `imap` are open now, the others count since the start; logins are successful ones. */
	connections(): {
		smtp: number;
		imap: number;
		totalSmtp: number;
		totalImap: number;
		smtpLogins: number;
		imapLogins: number;
	};
	/** Puts a message into a folder (default INBOX) and tells the sessions that watch it. */
	deliver(address: string, raw: Buffer | string, options?: DeliverOptions): void;
	/** What is in a folder (default INBOX), oldest first. */
	messages(address: string, folder?: string): StoredMessage[];
	/** Cuts every open connection without a word; new ones are accepted. */
	dropConnections(): void;
	/** Cuts every connection, stops listening and writes what is not yet on disk. */
	close(): Promise<void>;
}

/**
 * Starts an SMTP submission and IMAP server on 127.0.0.1: STARTTLS or plaintext on `smtp` and
 * `imap`, TLS on `smtps` and `imaps`. For tests and the sandbox, never for real mail.
 */
export async function startMailServer(options: MailServerOptions): Promise<MailServer> {
	if (options.dir) mkdirSync(options.dir, { recursive: true, mode: 0o700 });
	const certificate = options.certificate ?? (await localCertificate(options.dir));
	const accounts = new Accounts(options);
	const logins = { smtp: 0, imap: 0 };
	const imapSocket = (secure: boolean) =>
		imapFrontDoor({ ...options, accounts, certificate, secure, onLogin: () => logins.imap++ });
	const smtpSocket = (secure: boolean) =>
		smtpSubmission({ ...options, accounts, certificate, secure, onLogin: () => logins.smtp++ });

	const port = { smtp: 0, smtps: 0, imap: 0, imaps: 0, ...options.ports };
	const starting = [
		listen({ port: port.smtp, onSocket: smtpSocket(false) }),
		listen({ port: port.smtps, onSocket: smtpSocket(true), implicitTls: certificate }),
		listen({ port: port.imap, onSocket: imapSocket(false) }),
		listen({ port: port.imaps, onSocket: imapSocket(true), implicitTls: certificate }),
	] as const;
	const listeners = await Promise.all(starting).catch(async (error: unknown) => {
		await closeStarted(starting); // a port was taken
		throw error;
	});
	const [smtp, smtps, imap, imaps] = listeners;

	return {
		ports: { smtp: smtp.port, smtps: smtps.port, imap: imap.port, imaps: imaps.port },
		ca: certificate.cert,
		connections: () => ({
			smtp: smtp.open() + smtps.open(),
			imap: imap.open() + imaps.open(),
			totalSmtp: smtp.total() + smtps.total(),
			totalImap: imap.total() + imaps.total(),
			smtpLogins: logins.smtp,
			imapLogins: logins.imap,
		}),
		deliver: (address, raw, deliverOptions) => accounts.get(address).deliver(raw, deliverOptions),
		messages: (address, folder) => accounts.get(address).messages(folder),
		dropConnections: () => listeners.forEach((listener) => listener.drop()),
		close: async () => {
			await Promise.all(listeners.map((listener) => listener.close()));
			accounts.save();
		},
	};
}

async function closeStarted(starting: readonly Promise<Listener>[]): Promise<void> {
	for (const result of await Promise.allSettled(starting)) {
		if (result.status === 'fulfilled') await result.value.close();
	}
}
