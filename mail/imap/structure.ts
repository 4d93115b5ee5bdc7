import type { MessageStructureObject } from 'imapflow';
import { inOneLine } from '../message/headerText';
import { MAX_PARTS, MAX_TOKEN_LENGTH } from '../message/limits';
import type { Attachment } from '../message/model';
import { visibleText } from '../message/reading/invisible';
import type { PartType } from '../message/reading/signs';

/** What BODYSTRUCTURE (RFC 3501 §7.4.2) tells of a message without its bytes. */
export interface Structure {
	/** Part numbers of what a person reads as the message. */
	textParts: string[];
	attachments: Attachment[];
	/** Content-Types of the message and of its parts. */
	types: PartType[];
}

/** @param root as imapflow reads it; undefined where the server sent none */
export function readStructure(root: MessageStructureObject | undefined): Structure {
	const leaves = root ? leavesOf(root) : [];
	return {
		textParts: leaves.filter(isText).map(partOf),
		attachments: leaves.filter((leaf) => !isText(leaf)).map(attachment),
		types: root ? [root, ...leaves].map(typeOf) : [],
	};
}

/**
 * The first parts of a message, and whether it has more: 10,000 parts, which fit into 50 KB and are as
 * many as Dovecot tells of, take 10 MB here.
 */
export function firstParts(root: MessageStructureObject): {
	root: MessageStructureObject;
	isCut: boolean;
} {
	let room = MAX_PARTS;
	let isCut = false;
	const first = (node: MessageStructureObject): MessageStructureObject => {
		room--;
		if (!node.childNodes) return node;
		const childNodes: MessageStructureObject[] = [];
		for (const child of node.childNodes) {
			if (room > 0) childNodes.push(first(child));
			else isCut = true;
		}
		return { ...node, childNodes };
	};
	return { root: first(root), isCut };
}

function typeOf({ type, parameters = {} }: MessageStructureObject): PartType {
	return { type: type.toLowerCase(), parameters };
}

/** The part with a number, such as `1.3`. A message without parts is part 1 of itself. */
export function partAt(
	node: MessageStructureObject | undefined,
	id: string,
): MessageStructureObject | undefined {
	// A multipart is around its parts and has no number itself, where it is the message.
	if (!node) return undefined;
	const number = node.part ?? (node.type.startsWith('multipart/') ? undefined : '1');
	if (number === id) return node;
	for (const child of node.childNodes ?? []) {
		const found = partAt(child, id);
		if (found) return found;
	}
	return undefined;
}

/** An attached message is one file: its own parts are not listed. */
function leavesOf(node: MessageStructureObject): MessageStructureObject[] {
	const inner = node.type.startsWith('multipart/') ? node.childNodes : undefined;
	return inner ? inner.flatMap(leavesOf) : [node];
}

/** A text with a name is a file. */
export function isText({
	type,
	disposition,
	dispositionParameters,
	parameters,
}: MessageStructureObject) {
	const readable = type === 'text/plain' || type === 'text/html';
	const file = disposition === 'attachment' || dispositionParameters?.filename || parameters?.name;
	return readable && !file;
}

/** A message without parts is part 1 of itself. */
export function partOf({ part }: MessageStructureObject): string {
	return part ?? '1';
}

function attachment(node: MessageStructureObject): Attachment {
	const id = partOf(node);
	const name = node.dispositionParameters?.filename || node.parameters?.name || '';
	return {
		id,
		fileName: fileNameIn(name) || unnamed(node, id),
		mimeType: node.type,
		size: decodedSize(node.size ?? 0, node.encoding),
		inline: node.disposition === 'inline' || (node.disposition === undefined && !!node.id),
		contentId: node.id?.replace(/^<|>$/g, '') ?? null,
	};
}

/** Without what breaks lines, or turns letters around so that `exe.pdf` is seen for `fdp.exe`. */
export function fileNameIn(name: string): string {
	return visibleText(inOneLine(name.slice(0, MAX_TOKEN_LENGTH))).text;
}

function unnamed({ type }: MessageStructureObject, id: string): string {
	return type === 'message/rfc822' ? `message-${id}.eml` : `attachment-${id}`;
}

/** Base64 turns 57 bytes into a line of 76 characters and a line break (RFC 2045 §6.8). */
function decodedSize(size: number, encoding: string | undefined): number {
	return encoding?.toLowerCase() === 'base64' ? Math.floor((size / 78) * 57) : size;
}
