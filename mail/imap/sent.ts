import type { Account } from '../account/settings';
import type { MailAddress } from '../message/address';
import { formatHandle, type Handle } from '../message/handle';
import type { MessageContent } from '../message/model';
import { isoDate, parseMessage } from '../message/parse';
import { isFromUs } from '../message/answer/reply';
import { append, openToAppend } from './append';
import type { Connection } from './connection';
import { gone, uidsByMessageId } from './find';
import { listFolders } from './folders';
import { fetchOf } from './usable';

/** The field that names a message: a redirected one keeps its Message-ID and gets another besides. */
export interface MessageName {
	field: 'message-id' | 'resent-message-id';
	/** With angle brackets. */
	id: string;
}

/** A message that was sent, as it stands in the mailbox. */
export interface SentMessage {
	/** Its handle. */
	id: string;
	/** Its To and Cc; of a redirected one, those it was redirected to. */
	to: MailAddress[];
	/** When it came into the folder, where the server says so. */
	receivedAt: Date | null;
}

/** Of those with the same ID, the newest are read: strangers may have put more there. */
const MAX_CANDIDATES = 10;

/**
 * A message that was sent, in the Sent folder or elsewhere in the mailbox, where it has to be from
 * one of the account's addresses.
 *
 * @param options.inInbox whether to look into the inbox too, where anybody can put anything
 * @returns undefined where it is in none of these folders
 * @throws EnvelopeError where the server will not search
 */
export async function findSent(
	connection: Connection,
	account: Account,
	name: MessageName,
	{ inInbox }: { inInbox: boolean },
): Promise<SentMessage | undefined> {
	const folders = await listFolders(connection);
	const pathsOf = (use: string) =>
		folders.filter(({ specialUse }) => specialUse === use).map(({ path }) => path);
	const sent = pathsOf('\\Sent');
	for (const folder of [...sent, ...pathsOf('\\All'), ...(inInbox ? ['INBOX'] : [])]) {
		for (const handle of await findIn(connection, folder, name)) {
			const { from, isDraft, ...message } = await read(connection, handle, name);
			// Gmail's All Mail has the drafts, too.
			if (isDraft) continue;
			if (sent.includes(folder) || isFromUs({ from }, account)) return message;
		}
	}
	return undefined;
}

/** Opens a folder. @returns where messages of this name are in it, the newest first */
async function findIn(
	connection: Connection,
	folder: string,
	{ field, id }: MessageName,
): Promise<Handle[]> {
	const { uidValidity } = await connection.mailboxOpen(folder, { readOnly: true });
	const uids = await uidsByMessageId(connection, id, field);
	return uids
		.slice(-MAX_CANDIDATES)
		.reverse()
		.map((uid) => ({ uid, uidValidity: String(uidValidity), folder }));
}

/** From the fields that go with the name: those of a redirected message begin with `Resent-`. */
async function read(
	connection: Connection,
	handle: Handle,
	{ field }: MessageName,
): Promise<SentMessage & Pick<MessageContent, 'from'> & { isDraft: boolean }> {
	const prefix = field === 'message-id' ? '' : 'resent-';
	const headers = ['from', 'to', 'cc'].map((name) => prefix + name);
	const query = { headers, internalDate: true, flags: true };
	const [fetched] = await fetchOf(connection, [handle.uid], query);
	if (!fetched?.headers) throw gone(connection, handle);
	const plain = fetched.headers.toString('latin1').replace(/^resent-/gim, '');
	const { from, to, cc } = await parseMessage(Buffer.from(plain, 'latin1'));
	const date = isoDate(fetched.internalDate);
	const receivedAt = date === null ? null : new Date(date);
	const isDraft = [...(fetched.flags ?? [])].some((flag) => /^\\draft$/i.test(flag));
	return { id: formatHandle(handle), from, to: [...to, ...cc], receivedAt, isDraft };
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
	const [filed] = look ? await findIn(connection, folder, name) : [];
	if (filed) return formatHandle(filed);
	const opened = await openToAppend(connection, folder);
	return formatHandle(await append(connection, opened, { ...message, flags: ['\\Seen'] }));
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
