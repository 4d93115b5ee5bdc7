import { chownSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ImapFlow } from 'imapflow';
import { startDovecot } from '../../test/support/dovecot';
import { CannotRun } from './cannotRun';
import { now } from './clock';
import { incomingMail } from './incomingMail';
import { imapflowAccount, type Mailbox } from './mailbox';

/** From Debian's dovecot-core and dovecot-imapd. */
const PROGRAMS = ['/usr/sbin/dovecot', '/usr/lib/dovecot/imap'];

/** Brings one message after another into a mailbox. */
export interface Delivery {
	/** @returns when it was in the mailbox, as `now` tells it */
	deliver(): Promise<number>;
	close(): Promise<void>;
}

export interface MailServer {
	/** A new mailbox. @param content of each message, counted from 1; 23 KB where none is given */
	mailbox(messages?: number, content?: (index: number) => Buffer): Promise<Mailbox>;
	/** Where it speaks IMAP without TLS, on 127.0.0.1. */
	plainPort: number;
	deliveryTo(mailbox: Mailbox): Promise<Delivery>;
	/** How many connections it has now. */
	connections(): Promise<number>;
	stop(): Promise<void>;
}

/**
 * A Dovecot of its own, in processes of its own.
 *
 * @param mailboxes how many there may be
 * @throws CannotRun where it is not installed
 */
export async function startMailServer(mailboxes: number): Promise<MailServer> {
	if (!PROGRAMS.every((program) => existsSync(program))) {
		throw new CannotRun(
			'The mail server Dovecot 2.3 is missing: apt-get install -y --no-install-recommends dovecot-imapd',
		);
	}
	const password = 'bench';
	const addresses = Array.from({ length: mailboxes }, (_, index) => `bench${index}@example.test`);
	const users = Object.fromEntries(addresses.map((address) => [address, password]));
	const { ports, ca, daemon, directory, owner } = await startDovecot({ users });
	const message = await incomingMail();

	/** As Dovecot would write it, and 10,000 messages in a second. */
	function fill(address: string, count: number, contentOf: (index: number) => Buffer): void {
		const home = join(directory, 'mail', address);
		const folders = [join(directory, 'mail'), home, join(home, 'Maildir')];
		folders.push(...['cur', 'new', 'tmp'].map((name) => join(home, 'Maildir', name)));
		for (const folder of folders) {
			mkdirSync(folder, { recursive: true });
			chownSync(folder, owner.uid, owner.gid);
		}
		for (let index = 1; index <= count; index++) {
			const content = contentOf(index);
			const size = `S=${content.length},W=${content.length}`;
			const file = join(home, 'Maildir/cur', `${index}.M1P1.bench,${size}:2,`);
			writeFileSync(file, content);
			chownSync(file, owner.uid, owner.gid);
		}
	}

	return {
		plainPort: ports.imap,
		async mailbox(messages = 0, content = message) {
			const address = addresses.shift();
			if (address === undefined) throw new Error('No mailbox is left');
			const mailbox = { address, password, port: ports.imaps, ca };
			fill(address, messages, content);
			await haveIndexed(mailbox);
			return mailbox;
		},
		async deliveryTo(mailbox) {
			const client = new ImapFlow(imapflowAccount(mailbox));
			await client.connect();
			let index = 1e6;
			return {
				async deliver() {
					await client.append('INBOX', message(index++));
					return now();
				},
				close: () => client.logout(),
			};
		},
		connections: () => establishedAt(ports.imaps),
		stop: () => daemon.stop(),
	};
}

/** Looks at each message once, so that the server's index is the same for whoever comes first. */
async function haveIndexed(mailbox: Mailbox): Promise<void> {
	const client = new ImapFlow(imapflowAccount(mailbox));
	await client.connect();
	const { exists } = await client.mailboxOpen('INBOX', { readOnly: true });
	if (exists > 0) {
		const query = { size: true, internalDate: true, bodyStructure: true };
		await client.fetchAll('1:*', query);
	}
	await client.logout();
}

/** TCP connections at a local port (proc(5): address in hex, state 01 is ESTABLISHED). */
async function establishedAt(port: number): Promise<number> {
	const hex = port.toString(16).toUpperCase().padStart(4, '0');
	const [, ...lines] = (await readFile('/proc/net/tcp', 'utf8')).split('\n');
	return lines.filter((line) => {
		const [, local, , state] = line.trim().split(/\s+/);
		return local?.endsWith(`:${hex}`) && state === '01';
	}).length;
}
