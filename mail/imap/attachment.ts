import { PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Account } from '../account/settings';
import { EnvelopeError, toError } from '../errors';
import { formatHandle, type Handle } from '../message/handle';
import { inOneLine } from '../message/headerText';
import type { Attachment } from '../message/model';
import { messageGone, openFolderOf } from './find';
import { openPiece } from './part';
import { withConnection } from './pool';
import { partAt } from './structure';
import { fetchOf } from './usable';

/**
 * Streams a file of a message, decoded and else byte for byte, over the pool: a connection is held
 * until the stream ends, however it does. It ends with CONTENT_TOO_LARGE where there is more than
 * was asked for; nothing is known of the size for sure before.
 *
 * @throws EnvelopeError MESSAGE_NOT_FOUND, STALE_HANDLE, FOLDER_NOT_FOUND
 */
export async function openAttachment(
	account: Account,
	handle: Handle,
	attachment: Pick<Attachment, 'id' | 'fileName'>,
	maxBytes: number,
): Promise<Readable> {
	const part = attachment.id;
	const encoding = await encodingOf(account, handle, attachment);
	const out = new PassThrough();
	pipeline(openPiece(account, { handle, part, encoding }), upTo(maxBytes, attachment), out).catch(
		(error: unknown) => out.destroy(toError(error)),
	);
	return out;
}

async function encodingOf(
	account: Account,
	handle: Handle,
	{ id, fileName }: Pick<Attachment, 'id' | 'fileName'>,
): Promise<string | undefined> {
	return withConnection(account, 'fetch', async (connection) => {
		await openFolderOf(connection, handle);
		const [message] = await fetchOf(connection, [handle.uid], { bodyStructure: true });
		if (!message) throw messageGone(handle);
		const part = partAt(message.bodyStructure, id);
		if (part) return part.encoding;
		const what = `The message ${formatHandle(handle)} has no attachment ${inOneLine(fileName)}`;
		throw new EnvelopeError('MESSAGE_NOT_FOUND', what, { phase: 'fetch' });
	});
}

function upTo(maxBytes: number, { fileName }: Pick<Attachment, 'fileName'>) {
	return async function* (bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
		let length = 0;
		for await (const piece of bytes) {
			length += piece.length;
			if (length > maxBytes) {
				const what = `The attachment ${inOneLine(fileName)} has more than ${maxBytes} bytes`;
				throw new EnvelopeError('CONTENT_TOO_LARGE', what, {
					phase: 'fetch',
					remedy: 'Raise the limit for attachments, or leave this one out.',
				});
			}
			yield piece;
		}
	};
}
