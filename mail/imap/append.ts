import { EnvelopeError } from '../errors';
import type { Handle } from '../message/handle';
import type { Connection } from './connection';
import { uidsByMessageId } from './find';

/**
 * Puts a message into a folder.
 *
 * @param message the MIME bytes; IMAP wants their number first, so they are in memory
 * @returns where it is now; from APPENDUID (RFC 4315), else by a search for its Message-ID
 * @throws whatever the connection throws, and EnvelopeError MESSAGE_NOT_FOUND where the server
 * took the message and then does not show it
 */
export async function append(
	connection: Connection,
	folder: string,
	message: { bytes: Buffer; messageId: string; flags: string[]; date: Date },
): Promise<Handle> {
	// imapflow drops the flags that the selected folder cannot keep, whichever folder that is.
	const mailbox = await connection.mailboxOpen(folder);
	const result = await connection.append(folder, message.bytes, message.flags, message.date);
	if (result && result.uid !== undefined && result.uidValidity !== undefined) {
		return { uid: result.uid, uidValidity: String(result.uidValidity), folder };
	}
	const uid = (await uidsByMessageId(connection, message.messageId)).at(-1);
	if (uid === undefined) {
		throw new EnvelopeError(
			'MESSAGE_NOT_FOUND',
			`The server took the message into ${folder} and does not show it`,
			{ phase: 'append', remedy: `Look into ${folder} before you repeat this.` },
		);
	}
	return { uid, uidValidity: String(mailbox.uidValidity), folder };
}
