/**
 * Undoes a Content-Transfer-Encoding (RFC 2045 §6) while the bytes come in.
 *
 * @param encoding as the part names it; bytes of any but base64 and quoted-printable stay as they are
 */
export function decoded(
	bytes: AsyncIterable<Buffer>,
	encoding: string | undefined,
): AsyncIterable<Buffer> {
	const name = encoding?.trim().toLowerCase();
	if (name === 'base64') return fromBase64(bytes);
	return name === 'quoted-printable' ? fromQuotedPrintable(bytes) : bytes;
}

/** Four characters are three bytes; padding ends a group, also in the middle of the text. */
async function* fromBase64(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
	let rest = '';
	for await (const piece of bytes) {
		const text = rest + piece.toString('latin1').replace(/[^A-Za-z0-9+/=]+/g, '');
		const groups = text.split(/=+/);
		const last = groups.pop() ?? '';
		const whole = last.length - (last.length % 4);
		rest = last.slice(whole);
		yield Buffer.concat(
			[...groups, last.slice(0, whole)].map((group) => Buffer.from(group, 'base64')),
		);
	}
	yield Buffer.from(rest, 'base64');
}

/** An escaped byte, or the end of a line that goes on in the next one. */
const escape = /=(?:([\dA-F]{2})|[ \t]{0,80}\r?\n)/gi;

/** The beginning of one at the end of what has come. */
const begunEscape = /=(?:[\dA-F]?|[ \t]{0,80}\r?)$/i;

async function* fromQuotedPrintable(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
	let rest = '';
	for await (const piece of bytes) {
		const text = rest + piece.toString('latin1');
		const sign = text.lastIndexOf('=');
		const begun = sign >= 0 && begunEscape.test(text.slice(sign, sign + 100));
		const end = begun && text.length - sign < 100 ? sign : text.length;
		rest = text.slice(end);
		yield unescaped(text.slice(0, end));
	}
	yield unescaped(rest);
}

function unescaped(text: string): Buffer {
	const plain = text.replace(escape, (_match, hex?: string) =>
		hex === undefined ? '' : String.fromCharCode(parseInt(hex, 16)),
	);
	return Buffer.from(plain, 'latin1');
}
