/** CR and LF only together (RFC 5322 §2.3): alone, servers read them differently (smuggling). */
export function wholeLines(bytes: Buffer): Buffer {
	const text = bytes.toString('latin1');
	if (!/\r(?!\n)|(?<!\r)\n/.test(text)) return bytes;
	return Buffer.from(text.replace(/\r\n?|\n/g, '\r\n'), 'latin1');
}
