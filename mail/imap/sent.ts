import { EnvelopeError } from '../errors';
import { formatHandle } from '../message/handle';
import { append } from './append';
import type { Connection } from './connection';
import { listFolders } from './folders';

/** The field that names a message: a redirected one keeps its Message-ID and gets another besides. */
export interface MessageName {
	field: 'message-id' | 'resent-message-id';
	/** With angle brackets. */
	id: string;
}

/** Where a message that we sent may be seen, in the order in which that is likely. */
const whereSent = ['\\Sent', '\\All'];

/**
 * A message that was sent, in the Sent folder or elsewhere in the mailbox.
 *
 * @returns its handle; undefined where it is in none of these folders
 * @throws EnvelopeError where the server will not search
 */
export async function findSent(
	connection: Connection,
	name: MessageName,
): Promise<string | undefined> {
	const folders = await listFolders(connection);
	const special = whereSent.flatMap((use) => folders.filter((f) => f.specialUse === use));
	for (const folder of [...special.map(({ path }) => path), 'INBOX']) {
		const found = await findIn(connection, folder, name);
		if (found !== undefined) return found;
	}
	return undefined;
}

async function findIn(
	connection: Connection,
	folder: string,
	{ field, id }: MessageName,
): Promise<string | undefined> {
	const { uidValidity } = await connection.mailboxOpen(folder, { readOnly: true });
	const uids = await connection.search({ header: { [field]: id } }, { uid: true });
	if (!Array.isArray(uids)) {
		throw new EnvelopeError('SERVER_REJECTED', 'The server refused to search by Message-ID', {
			phase: 'fetch',
		});
	}
	const uid = uids.at(-1);
	return uid === undefined
		? undefined
		: formatHandle({ uid, uidValidity: String(uidValidity), folder });
}

/**
 * Puts what was sent into the Sent folder, marked as read; makes the folder where there is none.
 *
 * @param look whether it may be there already, filed by the server
 * @returns the handle of the copy
 */
export async function fileCopy(
	connection: Connection,
	name: MessageName,
	message: { bytes: Buffer; messageId: string; date: Date },
	look: boolean,
): Promise<string> {
	const folder = await sentFolder(connection);
	const filed = look ? await findIn(connection, folder, name) : undefined;
	if (filed !== undefined) return filed;
	return formatHandle(await append(connection, folder, { ...message, flags: ['\\Seen'] }));
}

async function sentFolder(connection: Connection): Promise<string> {
	const existing = await existingSent(connection);
	if (existing !== undefined) return existing;
	try {
		const { path } = await connection.mailboxCreate('Sent');
		await connection.mailboxSubscribe(path);
		return path;
	} catch (error) {
		// Another connection may have made it meanwhile, and not every server says so (RFC 5530).
		const made = await existingSent(connection);
		if (made !== undefined) return made;
		throw error;
	}
}

async function existingSent(connection: Connection): Promise<string | undefined> {
	const folders = await listFolders(connection);
	return folders.find(({ specialUse }) => specialUse === '\\Sent')?.path;
}
