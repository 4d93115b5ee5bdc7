import { EnvelopeError } from '../errors';
import { formatHandle, type Handle, parseHandle, staleHandle } from '../message/handle';
import { messageIdsIn } from '../message/messageId';
import type { OutgoingMessage } from '../message/outgoing';
import { parseMessage } from '../message/parse';
import { threadOf } from '../message/answer/reply';
import type { Connection } from './connection';
import { type Folder, listFolders } from './folders';
import { assertUsable, fetchOf } from './usable';

/** Searching is a round trip or two for each folder; nobody has this many by hand. */
const MAX_FOLDERS = 200;

/** Where a message usually is, after the inbox, in the order in which these are searched. */
const likelyFolders = ['\\All', '\\Sent', '\\Archive'];

/** Where it is likely to be something else than what is meant. */
const unlikelyFolders = ['\\Trash', '\\Junk'];

/**
 * Finds a message and leaves its folder open.
 *
 * @param reference a handle, or a Message-ID with or without angle brackets
 * @returns undefined where no folder holds the Message-ID. The message of a handle may be gone
 * @throws EnvelopeError STALE_HANDLE, FOLDER_NOT_FOUND, and MESSAGE_NOT_FOUND for a text that is
 * neither
 */
export async function locate(
	connection: Connection,
	reference: string,
): Promise<Handle | undefined> {
	const handle = parseHandle(reference);
	if (handle) {
		await openFolderOf(connection, handle);
		return handle;
	}
	const messageId = messageIdIn(reference);
	const folders = await listFolders(connection);
	for (const folder of inSearchOrder(folders).slice(0, MAX_FOLDERS)) {
		const uidValidity = await openIfAllowed(connection, folder);
		if (uidValidity === undefined) continue;
		const uid = (await uidsByMessageId(connection, messageId)).at(-1);
		if (uid !== undefined) return { uid, uidValidity, folder };
	}
	return undefined;
}

/**
 * The same where nothing can be done without it.
 *
 * @throws EnvelopeError MESSAGE_NOT_FOUND where no folder holds the Message-ID, too
 */
export async function findMessage(connection: Connection, reference: string): Promise<Handle> {
	const handle = await locate(connection, reference);
	if (handle) return handle;
	const what = `No folder of the mailbox holds the message ${messageIdIn(reference)}`;
	throw new EnvelopeError('MESSAGE_NOT_FOUND', what, { phase: 'fetch' });
}

/**
 * What a draft says of the message that it answers.
 *
 * @param reference a handle or a Message-ID; one that no folder holds is used as it is: the thread
 * then starts there
 * @throws EnvelopeError MESSAGE_NOT_FOUND, STALE_HANDLE, FOLDER_NOT_FOUND
 */
export async function findOriginal(
	connection: Connection,
	reference: string,
): Promise<NonNullable<OutgoingMessage['inReplyTo']>> {
	const handle = await locate(connection, reference);
	if (!handle) return { messageId: messageIdIn(reference), references: [] };
	const thread = await threadAt(connection, handle);
	if (thread) return thread;
	const what = 'The message has no Message-ID, so nothing can refer to it';
	throw new EnvelopeError('MESSAGE_NOT_FOUND', what, { phase: 'fetch' });
}

/** threadOf for a message in the open folder. @throws EnvelopeError MESSAGE_NOT_FOUND */
export async function threadAt(connection: Connection, handle: Handle) {
	const fields = ['message-id', 'references', 'in-reply-to'];
	const [fetched] = await fetchOf(connection, [handle.uid], { headers: fields });
	if (!fetched?.headers) throw gone(connection, handle);
	return threadOf(await parseMessage(fetched.headers));
}

/** The Message-ID that a reference holds. @throws EnvelopeError MESSAGE_NOT_FOUND for none */
export function messageIdIn(reference: string): string {
	const ids = messageIdsIn(reference.includes('<') ? reference : `<${reference.trim()}>`);
	// A model that answers nothing writes `null`, and no server gives a Message-ID without an @.
	const messageId = ids.find((id) => /[^<]@[^>]/.test(id));
	if (messageId !== undefined) return messageId;
	const shown = reference.slice(0, 100);
	throw new EnvelopeError('MESSAGE_NOT_FOUND', `"${shown}" is not the ID of a message`, {
		phase: 'fetch',
		remedy: 'Use the id or the messageId that Envelope gave with the message.',
	});
}

/** Opens the folder of a handle. @throws EnvelopeError STALE_HANDLE, FOLDER_NOT_FOUND */
export async function openFolderOf(
	connection: Connection,
	handle: Handle,
	{ readOnly } = { readOnly: true },
): Promise<void> {
	const { uidValidity } = await connection.mailboxOpen(handle.folder, { readOnly });
	if (String(uidValidity) !== handle.uidValidity) throw staleHandle(handle);
}

/** The error for a message that the server shows no more. @throws EnvelopeError CONNECTION_LOST */
export function gone(connection: Connection, handle: Handle): EnvelopeError {
	assertUsable(connection);
	return messageGone(handle);
}

/** The error for a message that was there. */
export function messageGone(handle: Handle): EnvelopeError {
	return new EnvelopeError(
		'MESSAGE_NOT_FOUND',
		`There is no message ${handle.uid} in ${handle.folder} any more (${formatHandle(handle)})`,
		{ phase: 'fetch' },
	);
}

function inSearchOrder(folders: Folder[]): string[] {
	const rank = ({ path, specialUse = '' }: Folder) => {
		if (path.toUpperCase() === 'INBOX') return -1;
		const likely = likelyFolders.indexOf(specialUse);
		if (likely >= 0) return likely;
		return likelyFolders.length + 1 + unlikelyFolders.indexOf(specialUse);
	};
	return [...folders].sort((a, b) => rank(a) - rank(b)).map(({ path }) => path);
}

/** @returns its UIDVALIDITY; undefined for a folder that the server lists and does not open */
export async function openIfAllowed(
	connection: Connection,
	folder: string,
): Promise<string | undefined> {
	try {
		const { uidValidity } = await connection.mailboxOpen(folder, { readOnly: true });
		return String(uidValidity);
	} catch (error) {
		if (connection.usable && folder.toUpperCase() !== 'INBOX') return undefined;
		throw error;
	}
}

/**
 * UIDs in the open folder, oldest first.
 *
 * @param field that holds the ID
 * @throws EnvelopeError CONNECTION_LOST, and where the server will not search
 */
export async function uidsByMessageId(
	connection: Connection,
	messageId: string,
	field: 'message-id' | 'resent-message-id' = 'message-id',
): Promise<number[]> {
	const uids = await connection.search({ header: { [field]: messageId } }, { uid: true });
	if (Array.isArray(uids)) return uids.sort((a, b) => a - b);
	assertUsable(connection);
	throw new EnvelopeError('SERVER_REJECTED', 'The server refused to search by Message-ID', {
		phase: 'fetch',
	});
}
