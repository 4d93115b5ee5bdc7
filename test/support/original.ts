import { setTimeout as sleep } from 'node:timers/promises';
import { withConnection } from '../../mail/imap/pool';
import { formatHandle, type Handle } from '../../mail/message/handle';
import { accountFor, alice, bob } from './account';
import type { TestServer } from './servers';

/** Puts a message into a folder of Alice's (default INBOX) and gives its handle. */
export async function putOriginal(
	server: TestServer,
	raw: Buffer | string,
	folder = 'INBOX',
): Promise<string> {
	const [id = ''] = await putOriginals(server, [raw], folder);
	return id;
}

/** The same with several. */
export async function putOriginals(
	server: TestServer,
	raws: (Buffer | string)[],
	folder = 'INBOX',
): Promise<string[]> {
	return (await putMessages(server, raws, folder)).map(formatHandle);
}

/** The same, with the places where they are. */
export async function putMessages(
	server: TestServer,
	raws: (Buffer | string)[],
	folder = 'INBOX',
): Promise<Handle[]> {
	for (const raw of raws) await server.deliver(alice, raw, { folder });
	const stored = (await server.messages(alice, folder)).slice(-raws.length);
	const uidValidity = await withConnection(accountFor(server), 'folder', async (connection) => {
		const mailbox = await connection.mailboxOpen(folder, { readOnly: true });
		return String(mailbox.uidValidity);
	});
	return stored.map(({ uid }) => ({ uid, uidValidity, folder }));
}

/** The flags of a message that putOriginal put there last. */
export async function flagsOfLast(server: TestServer, folder = 'INBOX'): Promise<string[]> {
	return (await server.messages(alice, folder)).at(-1)?.flags ?? [];
}

/** Waits for a message to Bob that holds this text, such as its ID, and gives its bytes. */
export async function arrivedRaw(server: TestServer, text: unknown): Promise<Buffer> {
	for (;;) {
		const messages = await server.messages(bob);
		const found = messages.find(({ raw }) => raw.includes(String(text)));
		if (found) return found.raw;
		await sleep(50);
	}
}
