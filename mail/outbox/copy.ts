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

/**
 * Files the bytes that were sent. Never throws: the message is out, whatever becomes of its copy.
 *
 * @param options.mayHaveCopy whether it is to be looked for in the Sent folder first, as it is where
 * the account's server may have filed it
 */
export async function saveCopy(
	account: Account,
	message: ComposedMessage,
	{ mayHaveCopy = false, maxBytes = MAX_COPY_BYTES } = {},
): Promise<SentCopy> {
	const { imap, sentCopy } = account;
	if (!imap || sentCopy === 'never') return without('off');
	if (sentCopy === 'leftToServer') return without('leftToServer');
	try {
		const bytes = await boundedBytes(message, maxBytes);
		const copy = { bytes, messageId: message.messageId, date: new Date() };
		const look = mayHaveCopy || sentCopy === 'unlessFiled';
		const id = await withConnection(account, 'append', (connection) =>
			fileCopy(connection, nameOfMessage(message), copy, look),
		);
		return { status: 'saved', id, problem: null };
	} catch (error) {
		return { status: 'failed', id: null, problem: problemOf(error) };
	}
}

function without(status: 'leftToServer' | 'off'): SentCopy {
	return { status, id: null, problem: null };
}

/** Without the advice to try again, which an agent would follow by sending again. */
function problemOf(error: unknown): string {
	const { what, code } = toEnvelopeError(error, 'append');
	return `${what} (${code}). The message itself was sent.`;
}

async function boundedBytes(message: ComposedMessage, maxBytes: number): Promise<Buffer> {
	const pieces: Buffer[] = [];
	let size = 0;
	try {
		for await (const piece of message.stream()) {
			if (!Buffer.isBuffer(piece)) throw new TypeError('The message is not made of bytes');
			pieces.push(piece);
			size += piece.length;
			if (size > maxBytes) throw tooLarge(maxBytes);
		}
	} catch (error) {
		throw unreadableContent(toError(error));
	}
	return Buffer.concat(pieces, size);
}

function tooLarge(maxBytes: number): EnvelopeError {
	const what = `The message has more than ${Math.floor(maxBytes / 1024 / 1024)} MB, too much for a copy`;
	return new EnvelopeError('CONTENT_TOO_LARGE', what, { phase: 'append' });
}
