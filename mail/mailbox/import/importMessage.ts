import type { Account } from '../../account/settings';
import type { Connection } from '../../imap/connection';
import { fetchMessages } from '../../imap/fetch';
import { messageGone } from '../../imap/find';
import { settableFlag } from '../../imap/flagName';
import { withConnectionAgain } from '../../imap/pool';
import type { Handle } from '../../message/handle';
import type { Message } from '../../message/model';
import { messageIdsIn } from '../../message/messageId';
import { parseMessage } from '../../message/parse';
import { openFor } from '../open';
import { messageHeader } from './messageHeader';
import { putOnce } from './putOnce';

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
 * OUTCOME_UNKNOWN where connections ended on the way and the folder could not be looked at
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
	const handle = await putOnce(account, options.folder, appended);
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

/** IMAP cannot write every year, and what came later than now would stay on top for ever. */
function dateOf(date: string | null): Date {
	const now = new Date();
	const said = new Date(date ?? now);
	return said.getUTCFullYear() >= 1970 && said < now ? said : now;
}
