import type { Readable } from 'node:stream';
import { EnvelopeError } from '../errors';
import { MAX_REDIRECTED_HEADER_BYTES } from './limits';

/**
 * A message with another header, while its bytes come in; of its body nothing changes but line breaks
 * that are not whole.
 *
 * @param rewrite gives the new header fields for the ones that it has, in latin1, each with its CRLF
 * @throws EnvelopeError CONTENT_TOO_LARGE
 */
export async function* withHeader(
	open: () => Promise<Readable>,
	rewrite: (fields: string) => string,
): AsyncGenerator<Buffer> {
	let header: string | undefined = '';
	for await (const piece of wholeLines(await open())) {
		if (header === undefined) {
			yield piece;
			continue;
		}
		header += piece.toString('latin1');
		const end = endOfFields(header);
		if (end < 0) continue;
		yield Buffer.from(rewrite(header.slice(0, end)) + header.slice(end), 'latin1');
		header = undefined;
	}
	if (header !== undefined) yield Buffer.from(rewrite(header), 'latin1');
}

/** The header fields of such a message, in latin1; what is behind them is not read. */
export async function headerOf(open: () => Promise<Readable>): Promise<string> {
	let header = '';
	for await (const piece of wholeLines(await open())) {
		header += piece.toString('latin1');
		const end = endOfFields(header);
		if (end >= 0) return header.slice(0, end);
	}
	return header;
}

/** -1 where it is not there yet. @throws EnvelopeError CONTENT_TOO_LARGE where it is nowhere near */
function endOfFields(header: string): number {
	if (header.startsWith('\r\n')) return 0;
	const found = header.indexOf('\r\n\r\n');
	if (found >= 0) return found + 2;
	if (header.length <= MAX_REDIRECTED_HEADER_BYTES) return -1;
	throw new EnvelopeError(
		'CONTENT_TOO_LARGE',
		`The header of the message has more than ${MAX_REDIRECTED_HEADER_BYTES} bytes`,
		{ phase: 'compose', remedy: 'Forward it as an attachment, or write it anew.' },
	);
}

/**
 * RFC 5322 §2.3: CR and LF only occur together. What follows a bare one could be a message of its
 * own for some server on the way (SMTP smuggling).
 */
async function* wholeLines(bytes: AsyncIterable<unknown>): AsyncGenerator<Buffer> {
	let held = '';
	for await (const piece of bytes) {
		if (!Buffer.isBuffer(piece)) throw new TypeError('The message is not made of bytes');
		const text = held + piece.toString('latin1');
		held = text.endsWith('\r') ? '\r' : '';
		const whole = text.slice(0, text.length - held.length).replace(/\r\n?|\n/g, '\r\n');
		yield Buffer.from(whole, 'latin1');
	}
	if (held !== '') yield Buffer.from('\r\n');
}
