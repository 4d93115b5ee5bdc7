import { existsSync } from 'node:fs';
import { ImapFlow } from 'imapflow';
import type { Ports } from '../../sandbox/mailserver';
import type { DeliverOptions, StoredMessage } from '../../sandbox/mailserver/mailbox';
import { startDovecot, type DovecotOptions } from './dovecot';
import { startPostfix } from './postfix';

/** From Debian's dovecot-core, dovecot-imapd and postfix. */
const PROGRAMS = [
	'/usr/sbin/dovecot',
	'/usr/lib/dovecot/dovecot-lda',
	'/usr/lib/dovecot/imap',
	'/usr/sbin/postfix',
	'/usr/lib/postfix/sbin/master',
];

export interface RealServersOptions extends DovecotOptions {
	/** Bytes; SMTP SIZE (RFC 1870). Default 30 MiB. */
	maxMessageSize?: number;
	/** Nobody listens on the ports for SMTP. */
	withoutSmtp?: boolean;
}

/** Of a server that is not there. */
const nobody = { ports: { smtp: 1, smtps: 1 }, daemon: undefined };

/** Dovecot 2.3 and Postfix 3.7, in the shape of the embedded server of sandbox/mailserver. */
export interface RealServers {
	ports: Ports;
	/** PEM certificate for clients to trust; valid for localhost and 127.0.0.1. */
	ca: string;
	/** Puts a message into a folder (default INBOX) over IMAP. */
	deliver(address: string, raw: Buffer | string, options?: DeliverOptions): Promise<void>;
	/** What is in a folder (default INBOX), oldest first. */
	messages(address: string, folder?: string): Promise<StoredMessage[]>;
	/** Cuts every open connection without a word; new ones are accepted, within a second or two. */
	dropConnections(): void;
	/** Ends both servers and removes all they kept. */
	close(): Promise<void>;
}

function realServersInstalled(): boolean {
	return PROGRAMS.every((program) => existsSync(program));
}

/**
 * Starts Dovecot, and Postfix delivering into it, on free ports of 127.0.0.1. They keep everything
 * in temporary directories, know nothing of the machine's own mail system and end with this process.
 * @throws Error that says what to install, that we are not root, or why a server did not start
 */
export async function startRealServers(options: RealServersOptions): Promise<RealServers> {
	if (!realServersInstalled()) {
		throw new Error(
			'The real servers are missing: apt-get install -y --no-install-recommends dovecot-imapd postfix',
		);
	}
	const dovecot = await startDovecot(options);
	const starting = options.withoutSmtp ? nobody : startPostfix({ ...options, dovecot });
	const postfix = await Promise.resolve(starting).catch(async (error: unknown) => {
		await dovecot.daemon.stop();
		throw error;
	});
	const ports = { ...dovecot.ports, ...postfix.ports };

	async function signedIn<T>(address: string, work: (client: ImapFlow) => Promise<T>): Promise<T> {
		const client = new ImapFlow({
			host: '127.0.0.1',
			port: ports.imaps,
			secure: true,
			tls: { ca: dovecot.ca },
			auth: { user: address, pass: options.users[address] },
			logger: false,
		});
		await client.connect();
		try {
			return await work(client);
		} finally {
			await client.logout();
		}
	}

	return {
		ports,
		ca: dovecot.ca,
		deliver: (address, raw, { flags, date, folder = 'INBOX' } = {}) =>
			signedIn(address, async (client) => {
				const stored = await client.append(folder, raw, flags, date);
				if (!stored) throw new Error(`Dovecot did not store the message in ${folder}`);
			}),
		messages: (address, folder = 'INBOX') =>
			signedIn(address, async (client) => {
				const { exists } = await client.mailboxOpen(folder, { readOnly: true });
				if (exists === 0) return []; // a range of an empty folder is an error
				const found = await client.fetchAll('1:*', { uid: true, flags: true, source: true });
				return found.map(({ uid, source = Buffer.alloc(0), flags = new Set<string>() }) => ({
					uid,
					raw: source,
					flags: [...flags].filter((flag) => flag !== '\\Recent'), // the session's, not the message's
				}));
			}),
		dropConnections() {
			dovecot.daemon.killChildren('imap-login', 'imap');
			postfix.daemon?.killChildren('smtpd');
		},
		async close() {
			await Promise.all([dovecot.daemon.stop(), postfix.daemon?.stop()]);
		},
	};
}
