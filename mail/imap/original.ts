import type { Readable } from 'node:stream';
import type { MessageStructureObject } from 'imapflow';
import type { Account } from '../account/settings';
import type { Handle } from '../message/handle';
import { inOneLine } from '../message/headerText';
import type { Attachment, Message } from '../message/model';
import type { OutgoingFile } from '../message/outgoing';
import { isFromUs } from '../message/answer/reply';
import { structureOf } from './attachment';
import type { Connection } from './connection';
import { fetchMessages } from './fetch';
import { findMessage, messageGone, threadAt } from './find';
import { listFolders } from './folders';
import { openPiece } from './part';
import { withConnectionAgain } from './pool';
import { partAt } from './structure';

/** A message of the mailbox that is answered, forwarded or redirected. */
export interface Original {
	handle: Handle;
	message: Message;
	/** We sent it, so that an answer goes to those who got it. */
	sent: boolean;
	/** Its files, ready to be attached again: each is streamed from the mailbox when it is sent. */
	files: OutgoingFile[];
	/** Streams all of it, byte for byte. */
	open: () => Promise<Readable>;
}

/**
 * Reads a message to answer or pass on.
 *
 * @param reference a handle or a Message-ID
 * @throws EnvelopeError MESSAGE_NOT_FOUND, STALE_HANDLE, FOLDER_NOT_FOUND
 */
export async function readOriginal(account: Account, reference: string): Promise<Original> {
	return withConnectionAgain(account, 'fetch', async (connection) => {
		const handle = await findMessage(connection, reference);
		const [message] = await fetchMessages(connection, [handle.uid]);
		if (!message) throw messageGone(handle);
		const hasFiles = message.attachments.length > 0;
		const structure = hasFiles ? await structureOf(connection, handle) : undefined;
		const sent = isFromUs(message, account) && (await isInSent(connection, handle));
		return {
			handle,
			message,
			sent,
			files: message.attachments.map((file) => attachable(account, handle, file, structure)),
			open: async () => openPiece(account, { handle }),
		};
	});
}

/** A message that is passed on as it is, of which nothing but its name is read. */
export type Located = Pick<Original, 'handle' | 'open'> & { messageId: string | null };

/**
 * Finds a message to pass on as it is.
 *
 * @param reference a handle or a Message-ID
 * @throws EnvelopeError MESSAGE_NOT_FOUND, STALE_HANDLE, FOLDER_NOT_FOUND
 */
export async function locateOriginal(account: Account, reference: string): Promise<Located> {
	return withConnectionAgain(account, 'fetch', async (connection) => {
		const handle = await findMessage(connection, reference);
		const thread = await threadAt(connection, handle);
		return {
			handle,
			messageId: thread?.messageId ?? null,
			open: async () => openPiece(account, { handle }),
		};
	});
}

/** A mailbox as Gmail's has what was sent in All Mail too. */
async function isInSent(connection: Connection, { folder }: Handle): Promise<boolean> {
	const folders = await listFolders(connection);
	const specialUse = folders.find(({ path }) => path === folder)?.specialUse;
	return specialUse === '\\Sent' || specialUse === '\\All';
}

/** What a stranger wrote about the file must fit into our header. */
function attachable(
	account: Account,
	handle: Handle,
	{ id, fileName, mimeType, contentId }: Attachment,
	structure: MessageStructureObject | undefined,
): OutgoingFile {
	const { parameters, encoding } = partAt(structure, id) ?? {};
	return {
		fileName: openable(inOneLine(fileName), mimeType),
		mimeType: mimeType + charsetOf(parameters?.charset ?? ''),
		contentId: contentId ?? undefined,
		content: async () => openPiece(account, { handle, part: id, encoding }),
	};
}

/** Servers write the one of RFC 2045 §5.2 where the message says none. */
function charsetOf(charset: string): string {
	const said = /^[\w.:+-]{1,40}$/.test(charset) && !/^us-ascii$/i.test(charset);
	return said ? `; charset=${charset}` : '';
}

/** A message among the files is sent as plain bytes, which programs know by its name alone. */
function openable(fileName: string, mimeType: string): string {
	const isMessage = mimeType === 'message/rfc822' && !/\.eml$/i.test(fileName);
	return isMessage ? `${fileName}.eml` : fileName;
}
