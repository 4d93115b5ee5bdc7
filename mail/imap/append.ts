import { EnvelopeError } from '../errors';
import type { Handle } from '../message/handle';
import type { Connection } from './connection';
import { uidsByMessageId } from './find';
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

/**
 * Puts a message into a folder.
 *
 * @returns where it is now; from APPENDUID (RFC 4315), else by a search among what is new
 * @throws whatever the connection throws, and EnvelopeError MESSAGE_NOT_FOUND where the server
 * took the message and then does not show it
 */
export async function append(
	connection: Connection,
	folder: string,
	message: Appended,
): Promise<Handle> {
	// imapflow drops the flags that the selected folder cannot keep, whichever folder that is.
	const mailbox = await connection.mailboxOpen(folder);
	const result = await connection.append(folder, message.bytes, message.flags, message.date);
	if (result && result.uid !== undefined && result.uidValidity !== undefined) {
		return { uid: result.uid, uidValidity: String(result.uidValidity), folder };
	}
	assertUsable(connection, 'append');
	const uid = await newUid(connection, mailbox.uidNext, message);
	if (uid === undefined) {
		throw new EnvelopeError(
			'MESSAGE_NOT_FOUND',
			`The server took the message into ${folder} and does not show it`,
			{ phase: 'append', remedy: `Look into ${folder} before you repeat this.` },
		);
	}
	return { uid, uidValidity: String(mailbox.uidValidity), folder };
}

/** @param from the lowest UID that it can have; others may have put messages there meanwhile */
async function newUid(
	connection: Connection,
	from: number,
	{ messageId, bytes }: Appended,
): Promise<number | undefined> {
	const found = messageId
		? await uidsByMessageId(connection, messageId)
		: await connection.search({ uid: `${from}:*` }, { uid: true });
	assertUsable(connection, 'append');
	// The last message is in `n:*`, whatever its UID.
	const uids = (found || []).filter((uid) => uid >= from);
	if (uids.length < 2) return uids[0];
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
