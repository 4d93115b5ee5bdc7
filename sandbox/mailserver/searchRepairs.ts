import type { ImapServer, Message } from 'hoodiecrow-imap';

/**
 * Header fields were searched as they came, so that nothing but ASCII was ever found in an encoded
 * word, and LARGER took a message of just that size, too (RFC 3501 §6.4.4).
 */
export function searchDecoded(imap: ImapServer): void {
	for (const name of ['SUBJECT', 'FROM', 'TO', 'CC', 'BCC']) {
		imap.searchHandlers[name] = (_connection, message, _index, wanted) =>
			wanted !== '' && hasField(message, name, wanted);
	}
	imap.searchHandlers.HEADER = (_connection, message, _index, name, wanted) =>
		hasField(message, name, wanted);
	imap.searchHandlers.LARGER = (_connection, { raw }, _index, size) => raw.length > Number(size);
}

/** @param wanted UTF-8, of which each byte is a character */
function hasField({ raw }: Message, name: string, wanted: string): boolean {
	const text = Buffer.from(wanted, 'latin1').toString().toLowerCase();
	return raw
		.slice(0, Math.max(0, raw.search(/\r?\n\r?\n/)))
		.replace(/\r?\n(?=[ \t])/g, '')
		.split(/\r?\n/)
		.map((line) => [line.split(':', 1)[0] ?? '', line.slice(line.indexOf(':') + 1)] as const)
		.filter(([field]) => field.trim().toLowerCase() === name.toLowerCase())
		.some(([, value]) => decoded(value).toLowerCase().includes(text));
}

/** RFC 2047, after the bytes as UTF-8. */
function decoded(value: string): string {
	return Buffer.from(value, 'latin1')
		.toString()
		.replace(/(\?=)\s+(?==\?)/g, '$1')
		.replace(/=\?([\w-]+)\?([bq])\?([^?]*)\?=/gi, (_word, charset, encoding, text) =>
			new TextDecoder(String(charset)).decode(bytesOf(String(encoding), String(text))),
		);
}

function bytesOf(encoding: string, text: string): Buffer {
	if (encoding.toLowerCase() === 'b') return Buffer.from(text, 'base64');
	const plain = text
		.replaceAll('_', ' ')
		.replace(/=([\dA-F]{2})/gi, (_code, hex) => String.fromCharCode(parseInt(String(hex), 16)));
	return Buffer.from(plain, 'latin1');
}
