import type { Account } from '../account/settings';
import { EnvelopeError, toEnvelopeError, toError } from '../errors';
import { withConnection } from '../imap/pool';
import { fileCopy } from '../imap/sent';
import { type ComposedMessage, unreadableContent } from '../message/compose';
import { nameOfMessage } from './lookup';

/** IMAP wants the length of a message first, so that a copy is in memory while it is filed. */
const MAX_COPY_BYTES = 50 * 1024 * 1024;

/** What became of the copy in the Sent folder. */
export interface SentCopy {
	/** `leftToServer` where the provider files what it sends itself; `off` where none was wanted. */
	status: 'saved' | 'leftToServer' | 'off' | 'failed';
	/** Its handle. */
	id: string | null;
	/** Why there is none. */
	problem: string | null;
}

/** Files the bytes that were sent. Never throws: the message is out, whatever becomes of its copy. */
export async function saveCopy(account: Account, message: ComposedMessage): Promise<SentCopy> {
	if (!account.imap) return without('off');
	const { sentCopy } = account;
	if (sentCopy === 'never') return without('off');
	if (sentCopy === 'leftToServer') return without('leftToServer');
	try {
		const bytes = await boundedBytes(message);
		const { messageId } = message;
		const copy = { bytes, messageId, date: new Date() };
		const look = sentCopy === 'unlessFiled';
		const id = await withConnection(account, 'append', (connection) =>
			fileCopy(connection, nameOfMessage(message), copy, look),
		);
		return { status: 'saved', id, problem: null };
	} catch (error) {
		return { status: 'failed', id: null, problem: toEnvelopeError(error, 'append').message };
	}
}

function without(status: 'leftToServer' | 'off'): SentCopy {
	return { status, id: null, problem: null };
}

async function boundedBytes(message: ComposedMessage): Promise<Buffer> {
	const pieces: Buffer[] = [];
	let size = 0;
	try {
		for await (const piece of message.stream()) {
			if (!Buffer.isBuffer(piece)) throw new TypeError('The message is not made of bytes');
			pieces.push(piece);
			size += piece.length;
			if (size > MAX_COPY_BYTES) throw tooLarge();
		}
	} catch (error) {
		throw unreadableContent(toError(error));
	}
	return Buffer.concat(pieces, size);
}

function tooLarge(): EnvelopeError {
	const what = `The message has more than ${MAX_COPY_BYTES / 1024 / 1024} MB, too much for a copy`;
	return new EnvelopeError('CONTENT_TOO_LARGE', what, {
		phase: 'append',
		remedy: 'It was sent; send a link to the file where a copy is needed.',
	});
}
