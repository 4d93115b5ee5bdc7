import { PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { MessageStructureObject } from 'imapflow';
import type { Account } from '../account/settings';
import { EnvelopeError, toError } from '../errors';
import { formatHandle, type Handle } from '../message/handle';
import type { Attachment } from '../message/model';
import type { Connection } from './connection';
import { messageGone, openFolderOf } from './find';
import { openPiece } from './part';
import { withConnectionAgain } from './pool';
import { partAt } from './structure';
import { fetchOf } from './usable';

/** How large an attachment may be. */
export interface SizeLimit {
	maxBytes: number;
	/** What to do where it is larger. */
	remedy: string;
}

/** What is known of an attachment that is opened; a size that is not told is found out. */
export type Opened = Pick<Attachment, 'id' | 'fileName'> & Partial<Pick<Attachment, 'size'>>;

/**
 * Streams a file of a message, decoded and else byte for byte, over the pool. The
 * server's word for the size is an estimate, so that a stream ends with CONTENT_TOO_LARGE, too, where
 * there is more than is allowed.
 *
 * @throws EnvelopeError CONTENT_TOO_LARGE, MESSAGE_NOT_FOUND, STALE_HANDLE, FOLDER_NOT_FOUND
 */
export async function openAttachment(
	account: Account,
	handle: Handle,
	attachment: Opened,
	limit: SizeLimit,
): Promise<Readable> {
	const { id: part, size = 0 } = attachment;
	if (size > limit.maxBytes) throw tooLarge(attachment, limit);
	const encoding = await encodingOf(account, handle, attachment);
	const out = new PassThrough();
	pipeline(openPiece(account, { handle, part, encoding }), upTo(limit, attachment), out).catch(
		(error: unknown) => out.destroy(toError(error)),
	);
	return out;
}

async function encodingOf(
	account: Account,
	handle: Handle,
	{ id, fileName }: Opened,
): Promise<string | undefined> {
	return withConnectionAgain(account, 'fetch', async (connection) => {
		await openFolderOf(connection, handle);
		const part = partAt(await structureOf(connection, handle), id);
		if (part) return part.encoding;
		const what = `The message ${formatHandle(handle)} has no attachment ${fileName}`;
		throw new EnvelopeError('MESSAGE_NOT_FOUND', what, { phase: 'fetch' });
	});
}

/**
 * The parts of a message of the open folder.
 *
 * @returns undefined where the server tells of none
 * @throws EnvelopeError MESSAGE_NOT_FOUND where it is gone
 */
export async function structureOf(
	connection: Connection,
	handle: Handle,
): Promise<MessageStructureObject | undefined> {
	// Dovecot makes up a structure for a message that is being deleted, but no size.
	const query = { bodyStructure: true, size: true };
	const [message] = await fetchOf(connection, [handle.uid], query);
	if (!message) throw messageGone(handle);
	return message.bodyStructure;
}

function upTo(limit: SizeLimit, attachment: Opened) {
	return async function* (bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
		let length = 0;
		for await (const piece of bytes) {
			length += piece.length;
			if (length > limit.maxBytes) throw tooLarge(attachment, limit);
			yield piece;
		}
	};
}

function tooLarge({ fileName, size = 0 }: Opened, { maxBytes, remedy }: SizeLimit): EnvelopeError {
	const bytes =
		size > maxBytes ? `${size} bytes, and may have ${maxBytes}` : `more than ${maxBytes} bytes`;
	const what = `The attachment ${fileName} has ${bytes}`;
	return new EnvelopeError('CONTENT_TOO_LARGE', what, { phase: 'fetch', remedy });
}
