import { setTimeout as sleep } from 'node:timers/promises';
import { type ParsedMail, simpleParser } from 'mailparser';
import { bob } from './account';
import type { TestServer } from './servers';

/** Waits for mail with this subject: a real server delivers after it has answered. */
export async function arrived(
	server: TestServer,
	subject: string,
	{ count = 1, address = bob } = {},
): Promise<ParsedMail[]> {
	for (;;) {
		const stored = await server.messages(address);
		const mails = await Promise.all(stored.map(({ raw }) => simpleParser(raw)));
		const found = mails.filter((mail) => mail.subject === subject);
		if (found.length >= count) return found;
		await sleep(100);
	}
}
