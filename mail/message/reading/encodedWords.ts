/** RFC 2047 §2, with the language of RFC 2231 §5. */
const encodedWord = /=\?([^?\s*]{1,40})(?:\*[^?\s]{0,40})?\?([bq])\?([^?\r\n]*)\?=/gi;

/**
 * The text of a header field, unfolded, its encoded words read. Words of one charset that touch each
 * other are read together, as programs cut characters in two between them.
 *
 * @param raw its bytes, one a character, as mailparser keeps them
 */
export function decodedWords(raw: string): string {
	if (!raw.includes('=?')) return unencoded(raw).trim();
	const pieces: string[] = [];
	let run: { charset: string; bytes: Buffer[] } | undefined;
	let at = 0;
	const endRun = () => {
		if (run) pieces.push(decoded(Buffer.concat(run.bytes), run.charset));
		run = undefined;
	};
	for (const match of raw.matchAll(encodedWord)) {
		const [whole, charset = '', encoding = '', text = ''] = match;
		const between = raw.slice(at, match.index);
		if (!run || between.trim() !== '') {
			endRun();
			pieces.push(unencoded(between));
		}
		if (run && run.charset !== charset.toLowerCase()) endRun();
		run ??= { charset: charset.toLowerCase(), bytes: [] };
		run.bytes.push(/b/i.test(encoding) ? Buffer.from(text, 'base64') : fromQ(text));
		at = match.index + whole.length;
	}
	endRun();
	pieces.push(unencoded(raw.slice(at)));
	return pieces.join('').trim();
}

/** RFC 2047 §4.2. */
function fromQ(text: string): Buffer {
	const bytes = text
		.replaceAll('_', ' ')
		.replace(/=([0-9a-f]{2})/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
	return Buffer.from(bytes, 'latin1');
}

/** Folding ends; raw bytes are UTF-8 (RFC 6532), unless they cannot be. */
function unencoded(raw: string): string {
	const text = raw.replace(/\r?\n(?=[ \t])/g, '');
	// eslint-disable-next-line no-control-regex -- ASCII is all there is to look for
	return /^[\x00-\x7f]*$/.test(text) ? text : decoded(Buffer.from(text, 'latin1'), 'utf-8');
}

function decoded(bytes: Buffer, charset: string): string {
	try {
		return new TextDecoder(charset, { fatal: true }).decode(bytes);
	} catch {
		return bytes.toString('latin1');
	}
}
