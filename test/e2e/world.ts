import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { projectDir } from '../../sandbox/build';
import { mailboxes } from '../../sandbox/mailboxes';
import { type MailServer, startMailServer } from '../../sandbox/mailserver';
import { type RunningN8n, startN8n } from '../../sandbox/n8n';
import { N8nClient } from '../../sandbox/n8n/client';
import { callerKeys, envelopeAccount, setUp } from '../../sandbox/setup';

export const password = 'end-to-end';
const users = Object.fromEntries(Object.values(mailboxes).map((address) => [address, password]));

/** A real n8n with Envelope and its shipped workflows, and a mail server with Alice and Bob. */
export interface World {
	n8n: RunningN8n;
	client: N8nClient;
	mail: MailServer;
	close(): Promise<void>;
}

/** @param acceptsToken whether an OAuth2 token signs in to an address; none does where it is absent */
export async function startWorld(
	acceptsToken?: (address: string, token: string) => boolean,
): Promise<World> {
	const stateDir = mkdtempSync(join(tmpdir(), 'envelope-e2e-'));
	const mail = await startMailServer({ users, acceptsToken });
	const n8n = await startN8n({ stateDir, packageDir: projectDir });
	const client = await N8nClient.signIn(n8n.url, n8n.owner);
	const credentials = [
		envelopeAccount('Alice', password, mail),
		envelopeAccount('Bob', password, mail),
		...callerKeys(password),
	];
	expect(await setUp(client, credentials, stateDir)).toEqual([]);
	return {
		n8n,
		client,
		mail,
		async close() {
			await n8n.stop();
			await mail.close();
			rmSync(stateDir, { recursive: true, force: true });
		},
	};
}

/** Looks again and again until there is something; the test's own time limit ends it. */
export async function eventually<T>(
	look: () => Promise<T | undefined> | T | undefined,
): Promise<T> {
	for (;;) {
		const found = await look();
		if (found !== undefined) return found;
		await sleep(100);
	}
}

/** The subjects in a folder (default INBOX), oldest first. */
export function subjectsIn(mail: MailServer, address: string, folder?: string): string[] {
	return mail
		.messages(address, folder)
		.map(({ raw }) => /^Subject: (.+)\r$/im.exec(raw.toString())?.[1] ?? '');
}
