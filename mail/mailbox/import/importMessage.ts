import type { Account } from '../../account/settings';
import { EnvelopeError } from '../../errors';
import { append } from '../../imap/append';
import type { Connection } from '../../imap/connection';
import { fetchMessages } from '../../imap/fetch';
import { messageGone } from '../../imap/find';
import { settableFlag } from '../../imap/flagName';
import { resolveFolder } from '../../imap/folders';
import { withConnectionAgain } from '../../imap/pool';
import type { Handle } from '../../message/handle';
import type { Message } from '../../message/model';
import { messageIdsIn } from '../../message/messageId';
import { parseMessage } from '../../message/parse';
import { openFor } from '../open';
import { messageHeader } from './messageHeader';

/** What becomes of a message that is put into the mailbox. */
export interface ImportOptions {
	/** A path or a special use, such as `\Archive`. */
	folder: string;
	/** Such as `\Seen`, or keywords. */
	flags: string[];
	/** When the mailbox is to say that it came; undefined for the date in its header, else now. */
	date?: Date;
}

/**
 * Puts a message into a folder, byte for byte as it is. IMAP wants lines to end in CRLF (RFC 3501
 * §2.3.1, RFC 5322 §2.3): of a file with line feeds alone, as Unix programs write it, Dovecot and
 * others make CRLF, and some servers, such as Cyrus, refuse it. NUL bytes, which mail must not have,
 * go out as a binary literal (RFC 3516), of which Dovecot makes base64 (2.3, measured).
 *
 * @returns the message as it is in the mailbox, and the flags that the folder does not keep
 * @throws EnvelopeError INVALID_FIELD for what is no message or no flag, FOLDER_NOT_FOUND, and
 * OUTCOME_UNKNOWN where the connection ended on the way
 */
export async function importMessage(
	account: Account,
	bytes: Buffer,
	options: ImportOptions,
): Promise<{ message: Message; missingFlags: string[] }> {
	const flags = [...new Set(options.flags.map(settableFlag))];
	const { messageId, date } = await parseMessage(messageHeader(bytes));
	const [id] = messageIdsIn(messageId ?? '');
	const appended = { bytes, messageId: id, flags, date: options.date ?? dateOf(date) };
	const handle = await withConnectionAgain(account, 'append', async (connection) => {
		const folder = await resolveFolder(connection, options.folder);
		return appendOnce(connection, folder, appended);
	});
	// On its own: where the connection is lost from here on, nothing is put there a second time.
	const message = await withConnectionAgain(account, 'fetch', (connection) =>
		messageAt(connection, handle),
	);
	const kept = new Set(message.flags.map((flag) => flag.toLowerCase()));
	return { message, missingFlags: flags.filter((flag) => !kept.has(flag.toLowerCase())) };
}

async function messageAt(connection: Connection, handle: Handle): Promise<Message> {
	await openFor(connection, handle);
	const [message] = await fetchMessages(connection, [handle.uid]);
	if (!message) throw messageGone(handle);
	return message;
}

/** Where the server may have it, nobody is to be told to try again. */
async function appendOnce(
	connection: Connection,
	folder: string,
	message: Parameters<typeof append>[2],
): Promise<Handle> {
	try {
		return await append(connection, folder, message);
	} catch (error) {
		if (connection.usable) throw error;
		const what = `The connection ended while the message was put into ${folder}`;
		throw new EnvelopeError('OUTCOME_UNKNOWN', what, {
			phase: 'append',
			remedy: `Look into ${folder} before you import it again: the server may have it.`,
		});
	}
}

/** IMAP cannot write every year, and what came later than now would stay on top for ever. */
function dateOf(date: string | null): Date {
	const now = new Date();
	const said = new Date(date ?? now);
	return said.getUTCFullYear() >= 1970 && said < now ? said : now;
}
