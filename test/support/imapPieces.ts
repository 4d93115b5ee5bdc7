const CRLF = '\r\n';

/** A line or a literal (RFC 3501 §4.3) of what one side of an IMAP connection sends. */
export interface Piece {
	/** A line with its CRLF. */
	bytes: Buffer;
	isLiteral: boolean;
	/** Whether the command or response ends with it. */
	last: boolean;
}

/** Takes a stream of bytes apart, however they are cut into chunks. */
export class ImapPieces {
	private pending = Buffer.alloc(0);
	/** Bytes of the literal that was announced; undefined where a line comes next. */
	private literal: number | undefined;

	/** @returns the pieces that are complete with this chunk */
	push(chunk: Buffer): Piece[] {
		this.pending = Buffer.concat([this.pending, chunk]);
		const pieces: Piece[] = [];
		for (let piece = this.next(); piece; piece = this.next()) pieces.push(piece);
		return pieces;
	}

	private next(): Piece | undefined {
		const isLiteral = this.literal !== undefined;
		const end = this.literal ?? this.pending.indexOf(CRLF) + CRLF.length;
		if (this.pending.length < end || (!isLiteral && end < CRLF.length)) return undefined;
		const bytes = this.pending.subarray(0, end);
		this.pending = this.pending.subarray(end);
		this.literal = isLiteral ? undefined : announcedBy(bytes);
		return { bytes, isLiteral, last: !isLiteral && this.literal === undefined };
	}
}

function announcedBy(line: Buffer): number | undefined {
	const [, length] = /\{(\d+)\+?\}\r\n$/.exec(line.toString('latin1')) ?? [];
	return length === undefined ? undefined : Number(length);
}
