import { setTimeout as sleep } from 'node:timers/promises';
import { type ParsedMail, simpleParser } from 'mailparser';
import { bob } from './account';
import type { TestServer } from './servers';

/** Long for a delivery on one machine, and short enough to end before a test does. */
const PATIENCE_MS = 30_000;

/** Waits for mail with this subject: a real server delivers after it has answered. */
export async function arrived(
	server: TestServer,
	subject: string,
	{ count = 1, address = bob } = {},
): Promise<ParsedMail[]> {
	const startedAt = Date.now();
	while (Date.now() - startedAt < PATIENCE_MS) {
		const stored = await server.messages(address);
		const mails = await Promise.all(stored.map(({ raw }) => simpleParser(raw)));
		const found = mails.filter((mail) => mail.subject === subject);
		if (found.length >= count) return found;
		await sleep(100);
	}
	throw new Error(`No ${count} mails "${subject}" for ${address} within ${PATIENCE_MS / 1000} s`);
}
