import { simpleParser } from 'mailparser';

const CRLF = '\r\n';

/** What servers make of a message's bytes, with nothing decoded. */
export interface Wire {
	/** The names of the header fields, in lower case and in their order. */
	fields: string[];
	/** The same of each part, of the parts in these too. */
	partFields: string[][];
	/** Every address in the header. */
	addresses: string[];
}

/**
 * Reads the bytes of a message as a server does, and fails where they break a rule that another
 * server may read otherwise: a CR or LF alone, a header with anything but printable ASCII or with a
 * line that is no field.
 */
export async function readWire(bytes: Buffer): Promise<Wire> {
	const text = bytes.toString('latin1');
	expectWholeLines(text);
	const { header, body } = halves(text);
	const { from, to, cc, bcc, replyTo } = await simpleParser(header + CRLF + CRLF);
	const lists = [from, to, cc, bcc, replyTo].flatMap((field) => field ?? []);
	return {
		fields: namesIn(header),
		partFields: partsOf(header, body),
		addresses: lists.flatMap(({ value }) => value.map(({ address = '' }) => address)),
	};
}

/** RFC 5321 §2.3.8: what follows a CR or LF alone is a line to some servers and not to others. */
export function expectWholeLines(text: string): void {
	expect(/\r(?!\n)|(?<!\r)\n/.exec(text)?.index).toBeUndefined();
}

function halves(entity: string) {
	const end = entity.startsWith(CRLF) ? 0 : entity.indexOf(CRLF + CRLF);
	if (end < 0) return { header: entity, body: '' };
	return { header: entity.slice(0, end), body: entity.slice(end + 2 * CRLF.length) };
}

function namesIn(header: string): string[] {
	if (header === '') return [];
	return unfolded(header)
		.split(CRLF)
		.map((line) => {
			expect(line).toMatch(/^[\x21-\x39\x3b-\x7e]+:[\t\x20-\x7e]*$/);
			return (line.split(':', 1)[0] ?? '').toLowerCase();
		});
}

function unfolded(header: string): string {
	return header.replace(/\r\n(?=[ \t])/g, '');
}

/** Messages in the message are not looked into: whatever they hold, it is theirs. */
function partsOf(header: string, body: string): string[][] {
	const [, boundary] =
		/^content-type: multipart\/.*boundary="?([^";]+)/im.exec(unfolded(header)) ?? [];
	if (boundary === undefined) return [];
	const parts = `${CRLF}${body}`.split(`${CRLF}--${boundary}`).slice(1, -1);
	return parts.flatMap((part) => {
		const inner = halves(part.slice(CRLF.length));
		return [namesIn(inner.header), ...partsOf(inner.header, inner.body)];
	});
}
