import { existsSync } from 'node:fs';
import { startMailServer, type MailServer } from './mailserver';
import { freePort } from './ports';
import { seedMail } from './seed';

export const mailboxes = { Alice: 'alice@example.test', Bob: 'bob@example.test' };

/** Starts the mail server of the sandbox on 1025, 1465, 1143 and 1993, or the next free ports. */
export async function startMailboxes(dir: string, password: string): Promise<MailServer> {
	const isNew = !existsSync(dir);
	const server = await startMailServer({
		users: Object.fromEntries(Object.values(mailboxes).map((address) => [address, password])),
		dir,
		ports: {
			smtp: await freePort(1025),
			smtps: await freePort(1465),
			imap: await freePort(1143),
			imaps: await freePort(1993),
		},
	});
	if (isNew) await seedMail(server, mailboxes);
	return server;
}
