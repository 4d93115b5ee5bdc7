import { Readable } from 'node:stream';
import type { Account } from '../account/settings';
import type { Handle } from '../message/handle';
import { decoded } from '../message/transferEncoding';
import type { Connection } from './connection';
import { gone, openFolderOf } from './find';
import { withConnectionAgain } from './pool';
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
 * text into UTF-8; here every byte stays. A pooled connection is taken for each chunk alone, so that
 * whoever reads slowly keeps none from others; where one is lost, the next chunk comes over another:
 * what is in a message never changes (RFC 3501 §2.3.1.1).
 */
export function openPiece(account: Account, piece: Piece): Readable {
	const bytes = decoded(bytesOf(account, piece), piece.encoding);
	return Readable.from(bytes, { objectMode: false, highWaterMark: CHUNK_BYTES });
}

async function* bytesOf(account: Account, piece: Piece): AsyncGenerator<Buffer> {
	let last: Connection | undefined;
	for (let start = 0; ; start += CHUNK_BYTES) {
		const chunk = await withConnectionAgain(account, 'fetch', async (connection) => {
			const isOpen = connection === last && isFolderOf(connection, piece.handle);
			if (!isOpen) await openFolderOf(connection, piece.handle);
			last = connection;
			return chunkOf(connection, piece, start);
		});
		if (chunk.length > 0) yield chunk;
		// Servers that know no partial fetch give all at once.
		if (chunk.length !== CHUNK_BYTES) return;
	}
}

/** Between two chunks others may open another folder, or this one after it was made anew. */
function isFolderOf({ mailbox }: Connection, { folder, uidValidity }: Handle): boolean {
	return mailbox && mailbox.path === folder && String(mailbox.uidValidity) === uidValidity;
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
