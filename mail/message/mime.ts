import { once } from 'node:events';
import {
	type AttachmentStream,
	type HeaderLines,
	type Headers,
	MailParser,
	type MessageText,
} from 'mailparser';

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

type Fields = Record<string, unknown>;

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

/**
 * What mailparser's types do not tell of, looked at by hand: with a schema a message takes 4 % longer
 * to read (measured).
 */
function partIn({ contentType, headers, textContent, node, children }: Fields): MimePart {
	const filename = isObject(node) ? node.filename : false;
	return {
		contentType: typeof contentType === 'string' ? contentType : false,
		parameters: parametersIn(headers instanceof Map ? headers.get('content-type') : undefined),
		textContent: typeof textContent === 'string' ? textContent : undefined,
		node: { filename: typeof filename === 'string' ? filename : false },
		children: Array.isArray(children) ? children.filter(isObject).map(partIn) : [],
	};
}

function parametersIn(field: unknown): Record<string, string> {
	const params = isObject(field) && isObject(field.params) ? Object.entries(field.params) : [];
	return Object.fromEntries(
		params.flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
	);
}

function linesIn(headerLines: unknown): HeaderLines {
	const lines: unknown[] = Array.isArray(headerLines) ? headerLines : [];
	return lines.filter(isObject).flatMap(({ key, line }) => {
		return typeof key === 'string' && typeof line === 'string' ? [{ key, line }] : [];
	});
}

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
	const tree: unknown = Reflect.get(parser, 'tree');
	const headerLines = linesIn(Reflect.get(parser, 'headerLines'));
	return { headers, headerLines, root: partIn(isObject(tree) ? tree : {}) };
}
