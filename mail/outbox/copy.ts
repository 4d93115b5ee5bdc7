import type { Account } from '../account/settings';
import { EnvelopeError, toEnvelopeError, toError } from '../errors';
import type { Connection } from '../imap/connection';
import { withConnectionAgain } from '../imap/pool';
import { fileCopy } from '../imap/sent';
import { type ComposedMessage, unreadableContent } from '../message/compose';
import { CopyLine } from './copyLine';
import { nameOfMessage } from './lookup';

/** IMAP wants the length of a message first, so that a copy is in memory while it is filed. */
const MAX_COPY_BYTES = 50 * 1024 * 1024;

/** Most messages are smaller. */
const USUAL_BYTES = 64 * 1024;

/** What became of the copy in the Sent folder. */
export interface SentCopy {
	/** `leftToServer` where the provider files what it sends itself; `off` where none was wanted. */
	status: 'saved' | 'leftToServer' | 'off' | 'failed';
	/** Its handle. */
	id: string | null;
	/** Why there is none. */
	problem: string | null;
}

const usualLine = new CopyLine();

/**
 * Files the bytes that were sent. Never throws: the message is out, whatever becomes of its copy.
 *
 * @param options.mayHaveCopy whether it is to be looked for in the Sent folder first, as it is where
 * the account's server may have filed it
 */
export async function saveCopy(
	account: Account,
	message: ComposedMessage,
	{ mayHaveCopy = false, maxBytes = MAX_COPY_BYTES, line = usualLine } = {},
): Promise<SentCopy> {
	const { imap, sentCopy } = account;
	if (!imap || sentCopy === 'never') return without('off');
	if (sentCopy === 'leftToServer') return without('leftToServer');
	const look = mayHaveCopy || sentCopy === 'unlessFiled';
	try {
		const id = await line.inTurn(account.key, async () => {
			// Before there is a connection: what is forwarded is read over another one of the few.
			const bytes = await boundedBytes(message, maxBytes);
			const copy = { bytes, messageId: message.messageId, date: new Date() };
			return overConnection(account, line, (connection, isRepeat) =>
				fileCopy(connection, nameOfMessage(message), copy, look || isRepeat),
			);
		});
		return { status: 'saved', id, problem: null };
	} catch (error) {
		return { status: 'failed', id: null, problem: problemOf(error) };
	}
}

/**
 * Where one ends, the copy may be there, and is filed over another one if it is not. Where there is none
 * to be had, the copies that follow need not find that out for themselves.
 */
async function overConnection<T>(
	account: Account,
	line: CopyLine,
	use: (connection: Connection, isRepeat: boolean) => Promise<T>,
): Promise<T> {
	let uses = 0;
	try {
		return await withConnectionAgain(account, 'append', (connection) =>
			use(connection, uses++ > 0),
		);
	} catch (error) {
		if (uses === 0) line.close(account.key, notReached(toEnvelopeError(error, 'append')));
		throw error;
	}
}

function notReached({ code, what, phase }: EnvelopeError): EnvelopeError {
	const before = `The mailbox was left alone for a minute after another copy failed: ${what}`;
	return new EnvelopeError(code, before, { phase });
}

function without(status: 'leftToServer' | 'off'): SentCopy {
	return { status, id: null, problem: null };
}

/** Without the advice to try again, which an agent would follow by sending again. */
function problemOf(error: unknown): string {
	const { what, code } = toEnvelopeError(error, 'append');
	return `${what} (${code}). The message itself was sent.`;
}

/** Collected in place: pieces that are put together at the end would be there twice. */
async function boundedBytes(message: ComposedMessage, maxBytes: number): Promise<Buffer> {
	let bytes: Buffer = Buffer.allocUnsafe(Math.min(USUAL_BYTES, maxBytes));
	let size = 0;
	try {
		for await (const piece of message.stream()) {
			if (!Buffer.isBuffer(piece)) throw new TypeError('The message is not made of bytes');
			const end = size + piece.length;
			if (end > maxBytes) throw tooLarge(maxBytes);
			if (end > bytes.length) bytes = moved(bytes, size, maxBytes);
			piece.copy(bytes, size);
			size = end;
		}
	} catch (error) {
		throw unreadableContent(toError(error));
	}
	return bytes.subarray(0, size);
}

/** The system gives memory only to those pages of a buffer that are written to. */
function moved(bytes: Buffer, size: number, length: number): Buffer {
	const large = Buffer.allocUnsafe(length);
	bytes.copy(large, 0, 0, size);
	return large;
}

function tooLarge(maxBytes: number): EnvelopeError {
	const what = `The message has more than ${Math.floor(maxBytes / 1024 / 1024)} MB, too much for a copy`;
	return new EnvelopeError('CONTENT_TOO_LARGE', what, { phase: 'append' });
}
