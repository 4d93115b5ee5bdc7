import { EnvelopeError } from '../errors';
import type { Handle } from '../message/handle';
import type { Connection } from './connection';
import { uidsByMessageId } from './find';
import { uidNextOf } from './uidNext';
import { assertUsable, fetchOf } from './usable';

/** Bytes by which messages that came together are told from each other. */
const COMPARED_BYTES = 64 * 1024;

/** A message as it is put into a folder. */
export interface Appended {
	/** The MIME bytes; IMAP wants their number first, so they are in memory. */
	bytes: Buffer;
	/** Undefined where it has none. */
	messageId: string | undefined;
	flags: string[];
	/** INTERNALDATE. */
	date: Date;
}

/** A folder as it was when it was opened. */
export interface OpenFolder {
	path: string;
	uidValidity: string;
	/** What came into it later has this UID or a higher one. */
	uidNext: number;
}

/** Opens a folder to put messages into it. @throws whatever the connection throws */
export async function openToAppend(connection: Connection, path: string): Promise<OpenFolder> {
	const mailbox = await connection.mailboxOpen(path);
	assertUsable(connection, 'append');
	const uidNext = await uidNextOf(connection, mailbox);
	return { path, uidValidity: String(mailbox.uidValidity), uidNext };
}

/**
 * Puts a message into a folder.
 *
 * @param folder that is open: imapflow drops the flags that the open one cannot keep, whichever it is
 * @returns where it is now; from APPENDUID (RFC 4315), else by a search among what is new
 * @throws whatever the connection throws, and EnvelopeError OUTCOME_UNKNOWN where the server
 * took the message and then does not show it
 */
export async function append(
	connection: Connection,
	folder: OpenFolder,
	message: Appended,
): Promise<Handle> {
	const { path } = folder;
	const result = await connection.append(path, message.bytes, message.flags, message.date);
	if (result && result.uid !== undefined && result.uidValidity !== undefined) {
		return { uid: result.uid, uidValidity: String(result.uidValidity), folder: path };
	}
	assertUsable(connection, 'append');
	const there = await newest(connection, folder, message).catch((error: unknown) => {
		// It was taken, whatever the server says to what follows.
		if (!connection.usable) throw error;
		return undefined;
	});
	if (there) return there;
	throw notShown(path, `The server took the message into ${path} and does not show it`);
}

async function newest(
	connection: Connection,
	folder: OpenFolder,
	message: Appended,
): Promise<Handle | undefined> {
	const uids = await newUids(connection, folder, message);
	const uid = uids.length === 1 ? uids[0] : await lastAlike(connection, uids, message);
	return uid === undefined
		? undefined
		: { uid, uidValidity: folder.uidValidity, folder: folder.path };
}

/** Nobody is to be told to try again. */
export function notShown(path: string, what: string): EnvelopeError {
	return new EnvelopeError('OUTCOME_UNKNOWN', what, {
		phase: 'append',
		remedy: `Look into ${path} before you repeat this: the server may have it.`,
	});
}

/**
 * Looks for a message that the server may have taken: its answer was lost.
 *
 * @param folder as it was before, now open again
 * @returns undefined where nothing that is new has its Message-ID or, where it has none, nothing is new
 * @throws EnvelopeError CONNECTION_LOST, where the server will not search, and OUTCOME_UNKNOWN where
 * what is new is not alike: servers may keep other bytes than they were given, but not under another name
 */
export async function appendedSince(
	connection: Connection,
	folder: OpenFolder,
	message: Appended,
): Promise<Handle | undefined> {
	const { path, uidValidity } = folder;
	const uids = await newUids(connection, folder, message);
	if (uids.length === 0) return undefined;
	const alike = await lastAlike(connection, uids, message);
	const uid = alike ?? (message.messageId === undefined ? undefined : uids.at(-1));
	if (uid !== undefined) return { uid, uidValidity, folder: path };
	const what = `The connection ended while the message was put into ${path}, and others came since`;
	throw notShown(path, what);
}

/** What others put there meanwhile is among them, but for what has another Message-ID. */
async function newUids(
	connection: Connection,
	{ uidNext }: OpenFolder,
	{ messageId }: Appended,
): Promise<number[]> {
	const found =
		messageId === undefined
			? await connection.search({ uid: `${uidNext}:*` }, { uid: true })
			: await uidsByMessageId(connection, messageId);
	assertUsable(connection, 'append');
	// The last message is in `n:*`, whatever its UID.
	return (found || []).filter((uid) => uid >= uidNext);
}

async function lastAlike(
	connection: Connection,
	uids: number[],
	{ bytes }: Appended,
): Promise<number | undefined> {
	const source = { start: 0, maxLength: COMPARED_BYTES };
	const messages = await fetchOf(connection, uids, { source });
	const wanted = withoutReturns(bytes.subarray(0, COMPARED_BYTES));
	return messages
		.filter((message) => beginsAlike(withoutReturns(message.source ?? Buffer.alloc(0)), wanted))
		.map(({ uid }) => uid)
		.sort((a, b) => a - b)
		.at(-1);
}

/** Servers may write line feeds as CRLF. */
function withoutReturns(bytes: Buffer): string {
	return bytes.toString('latin1').replaceAll('\r', '');
}

function beginsAlike(a: string, b: string): boolean {
	const length = Math.min(a.length, b.length);
	return length > 0 && a.slice(0, length) === b.slice(0, length);
}
