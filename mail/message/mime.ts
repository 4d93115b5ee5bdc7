import { once } from 'node:events';
import {
	type AttachmentStream,
	type HeaderLines,
	type Headers,
	MailParser,
	type MessageText,
} from 'mailparser';
import { z } from 'zod';

export type { HeaderValue } from 'mailparser';

/** A part of a message; files, and messages in it, have no text. */
export interface MimePart {
	/** Such as `text/plain`, in lower case; false where the message has an invalid one. */
	contentType: string | false;
	/** Parameters of the Content-Type, such as `charset`. */
	parameters: Record<string, string>;
	/** Decoded, with line feeds alone. */
	textContent?: string | undefined;
	node: { filename: string | false };
	children: MimePart[];
}

/** A message taken apart, its header decoded. */
export interface MimeMessage {
	headers: Headers;
	headerLines: HeaderLines;
	root: MimePart;
}

/**
 * mailparser's own extras are off: with its defaults 98 KB of nested `<div>` throws and a page of
 * odd links takes seconds (measured). A message in a message is a file, as in BODYSTRUCTURE.
 */
const options = {
	skipTextToHtml: true,
	skipTextLinks: true,
	skipHtmlToText: true,
	ignoreEmbedded: true,
};

const typeField = z.object({ params: z.record(z.string(), z.string()) }).catch({ params: {} });

const part: z.ZodType<MimePart> = z
	.object({
		contentType: z.union([z.string(), z.literal(false)]),
		headers: z.map(z.string(), z.unknown()),
		textContent: z.string().optional(),
		node: z.object({ filename: z.union([z.string(), z.literal(false)]) }),
		get children() {
			return z.array(part);
		},
	})
	.transform(({ headers, ...rest }) => ({
		...rest,
		parameters: typeField.parse(headers.get('content-type')).params,
	}));
/** What mailparser's types do not tell of. */
const parsed = z.object({
	tree: part,
	headerLines: z.array(z.object({ key: z.string(), line: z.string() })),
});

/**
 * Reads MIME (RFC 2045). Files are passed over.
 *
 * @param source bounded: memory and time grow with its length and the number of its parts
 */
export async function readMime(source: Buffer): Promise<MimeMessage> {
	const parser = new MailParser(options);
	let headers: Headers = new Map();
	parser.on('headers', (read) => (headers = read));
	parser.on('data', (data: AttachmentStream | MessageText) => {
		if (data.type !== 'attachment') return;
		data.content.on('end', () => data.release());
		data.content.on('data', () => {});
	});
	// An error may follow the first one, which once() tells of.
	parser.on('error', () => {});
	// It reads nothing at all of nothing at all.
	parser.end(source.length > 0 ? source : Buffer.from('\r\n'));
	await once(parser, 'end');
	const { tree, headerLines } = parsed.parse(parser);
	return { headers, headerLines, root: tree };
}
