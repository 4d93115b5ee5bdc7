import { PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Account } from '../account/settings';
import { toError } from '../errors';
import type { Handle } from '../message/handle';
import { decoded } from '../message/transferEncoding';
import type { Connection } from './connection';
import { imapError } from './imapError';
import { gone, openFolderOf } from './find';
import { withConnection } from './pool';
import { fetchOf } from './usable';

/** Bytes of one request; a round trip each. */
const CHUNK_BYTES = 256 * 1024;

/** A piece of a message in the mailbox. */
export interface Piece {
	handle: Handle;
	/** The IMAP part number (RFC 3501 §6.4.5); undefined for the whole message. */
	part?: string;
	/** Its Content-Transfer-Encoding, to be undone; undefined for the bytes as they are. */
	encoding?: string;
}

/**
 * Streams a piece of a message, to be sent with another one. imapflow's own download would turn a
 * text into UTF-8; here every byte stays. A pooled connection is held from the call to the end of
 * the stream, however it ends.
 */
export function openPiece(account: Account, piece: Piece): Readable {
	const out = new PassThrough({ highWaterMark: CHUNK_BYTES });
	withConnection(account, 'fetch', async (connection) => {
		await openFolderOf(connection, piece.handle);
		const chunkAt = (start: number) =>
			chunkOf(connection, piece, start).catch((error: unknown) => {
				// The stream is ended with what is thrown here, before anybody else sees it.
				throw imapError(error, account, 'fetch');
			});
		await pipeline(decoded(bytesOf(chunkAt), piece.encoding), out);
	}).catch((error: unknown) => out.destroy(toError(error)));
	return out;
}

async function* bytesOf(chunkAt: (start: number) => Promise<Buffer>): AsyncGenerator<Buffer> {
	for (let start = 0; ; start += CHUNK_BYTES) {
		const chunk = await chunkAt(start);
		if (chunk.length > 0) yield chunk;
		// Servers that know no partial fetch give all at once.
		if (chunk.length !== CHUNK_BYTES) return;
	}
}

async function chunkOf(
	connection: Connection,
	{ handle, part }: Piece,
	start: number,
): Promise<Buffer> {
	const range = { start, maxLength: CHUNK_BYTES };
	const query = part === undefined ? { source: range } : { bodyParts: [{ key: part, ...range }] };
	const [fetched] = await fetchOf(connection, [handle.uid], query);
	if (!fetched) throw gone(connection, handle);
	const chunk = part === undefined ? fetched.source : fetched.bodyParts?.get(part);
	// An empty part, or what is behind the end, may come as NIL.
	return chunk ?? Buffer.alloc(0);
}
