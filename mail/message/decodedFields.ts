import { MAX_DECODED_FIELDS, MAX_HEADER_BYTES } from './limits';
import { readMime } from './mime';

/**
 * Header fields as they read, decoded and in one line each; bounded, as in message/limits.ts.
 *
 * @param header the fields as they came
 * @param names those that are wanted; all of them where it is undefined
 */
export async function decodedFields(header: Buffer, names?: string[]): Promise<string[]> {
	const wanted = names && new Set(names.map((name) => name.toLowerCase()));
	const lines = header
		.toString('latin1', 0, MAX_HEADER_BYTES)
		.replace(/\r?\n(?=[ \t])/g, '')
		.split(/\r?\n/);
	const values = lines.flatMap((line) => {
		const colon = line.indexOf(':');
		if (colon < 0 || wanted?.has(line.slice(0, colon).trim().toLowerCase()) === false) return [];
		return [line.slice(colon + 1).trim()];
	});
	let left = MAX_DECODED_FIELDS;
	return Promise.all(
		values.map(async (value) => (encoded.test(value) && left-- > 0 ? decodedField(value) : value)),
	);
}

/** An encoded word (RFC 2047 §2), or bytes that are no ASCII. */
const encoded = /=\?|[^\t -~]/;

/** Of all fields mailparser decodes a Subject as any text (RFC 2047 §5), and no other so plainly. */
async function decodedField(value: string): Promise<string> {
	const { headers } = await readMime(Buffer.from(`Subject: ${value}\r\n\r\n`, 'latin1'));
	const subject = headers.get('subject');
	return typeof subject === 'string' ? subject : '';
}
