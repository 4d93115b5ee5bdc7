import { isUtf8 } from 'node:buffer';
import { TextDecoder } from 'node:util';

/**
 * A header in UTF-8 (RFC 6532). Old programs write other charsets without saying so; where the
 * message names one, it is that, else Windows-1252, of which Latin-1 is a part.
 *
 * @returns the same buffer where nothing is to do
 */
export function utf8Header(header: Buffer): Buffer {
	if (isUtf8(header)) return header;
	const decoder = decoderFor(
		/charset\s*=\s*"?([\w:.-]{1,40})/i.exec(header.toString('latin1'))?.[1],
	);
	const lines = header.toString('latin1').replace(encodedWord, withoutRawBytes).split('\n');
	const decoded = lines.map((line) => {
		const bytes = Buffer.from(line, 'latin1');
		return isUtf8(bytes) ? bytes.toString() : decoder.decode(bytes);
	});
	return Buffer.from(decoded.join('\n'));
}

/** Of RFC 2047 §4.2, with a charset of its own also for what it should have encoded. */
const encodedWord = /=\?[^?\s]{1,60}\?q\?[^?\s]{1,300}\?=/gi;

function withoutRawBytes(word: string): string {
	return word.replace(/[\u0080-\u00ff]/g, (byte) => `=${byte.charCodeAt(0).toString(16)}`);
}

function decoderFor(charset = ''): TextDecoder {
	const fallback = new TextDecoder('windows-1252');
	try {
		const decoder = new TextDecoder(charset);
		return decoder.encoding === 'utf-8' ? fallback : decoder;
	} catch {
		return fallback;
	}
}
