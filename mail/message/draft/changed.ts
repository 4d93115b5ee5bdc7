import { EnvelopeError } from '../../errors';
import type { MailAddress } from '../address';
import { contentIdsIn } from '../contentIds';
import { customHeader } from '../headers';
import { nameOf, valuesOf, withFields } from '../headerFields';
import { type Entity, leavesOf, readTree, written } from '../mimeTree';
import type { OutgoingAttachment, OutgoingMessage } from '../outgoing';
import { wholeLines } from '../wholeLines';
import { composedFields, composedTree } from './composedFields';
import { withBody, withFiles, without } from './content';

/** What is new in a draft; what is left out stays as it is. */
export interface DraftChanges {
	from?: MailAddress;
	replyTo?: MailAddress[];
	to?: MailAddress[];
	cc?: MailAddress[];
	bcc?: MailAddress[];
	subject?: string;
	priority?: OutgoingMessage['priority'];
	/** Fields of the user's own; an empty value takes one out. */
	headers?: { name: string; value: string }[];
	/** In the place of the whole text, HTML and the images that it shows. */
	body?: { text?: string; html?: string };
	/** Files to add; those with a Content-ID are images of the new HTML. */
	attachments: OutgoingAttachment[];
	/** Part numbers of the files to take out. */
	removed: string[];
}

/** What says which draft it is, and which version of it. */
export interface DraftIdentity {
	/** With angle brackets; given to a draft that has none. */
	messageId: string;
	date: Date;
	/** See REPLACES. */
	replaces: string;
}

/** The field of a draft that says which message it took the place of, in lower case. */
export const REPLACES = 'x-envelope-replaces';

/**
 * A draft with changes, as bytes to store. What is not changed is not touched: fields that other
 * programs wrote, and the bytes of each file.
 *
 * @param source as it is in the mailbox
 * @param html of the draft as it is, to know which images belong to it
 * @throws EnvelopeError INVALID_FIELD, ATTACHMENT_MISSING
 */
export async function changedDraft(
	source: Buffer,
	html: string,
	changes: DraftChanges,
	identity: DraftIdentity,
): Promise<Buffer> {
	const root = readTree(wholeLines(source));
	const changed = await changedFields(root, changes, identity);
	const content = contentOf(root);
	const newContent = await changedContent(content, html, changes);
	if (newContent === content) return written({ ...root, fields: withFields(root.fields, changed) });
	const others = root.fields.filter((field) => !isOfContent(field));
	const fields = [...withFields(others, changed), 'MIME-Version: 1.0\r\n', ...newContent.fields];
	return written({ ...newContent, fields });
}

/** How a message is built, which its parts say of themselves, too. */
function isOfContent(field: string): boolean {
	return /^(?:content-.*|mime-version)$/.test(nameOf(field));
}

function contentOf(root: Entity): Entity {
	const fields = root.fields.filter((field) => nameOf(field).startsWith('content-'));
	return { ...root, fields };
}

async function changedContent(
	content: Entity,
	html: string,
	{ body, attachments, removed }: DraftChanges,
): Promise<Entity> {
	const images = attachments.filter((file) => 'contentId' in file && file.contentId !== undefined);
	const files = attachments.filter((file) => !images.includes(file));
	const kept = without(content, new Set(removed.map((number) => existing(content, number))));
	const next = body
		? withBody(kept, contentOf(await composedTree({ ...body, attachments: images })), {
				before: contentIdsIn(html),
				now: contentIdsIn(body.html ?? ''),
			})
		: kept;
	if (files.length === 0) return next;
	// With a text before them, all of them are parts.
	const composed = await composedTree({ text: '-', attachments: files });
	return withFiles(next, composed.parts.slice(1));
}

function existing(content: Entity, number: string): string {
	if (leavesOf(content).some((leaf) => leaf.number === number)) return number;
	const what = `The draft is not built as the server says, so that its file ${number} cannot be taken out`;
	throw new EnvelopeError('UNEXPECTED', what, {
		phase: 'compose',
		remedy: 'Create the draft anew, with the files that it shall have.',
	});
}

const priorityFields = ['x-priority', 'importance', 'priority', 'x-msmail-priority'];

/** Fields by their name in lower case; none for one that is to go. */
async function changedFields(
	root: Entity,
	{ headers = [], body: _body, attachments: _files, removed: _removed, ...given }: DraftChanges,
	{ messageId, date, replaces }: DraftIdentity,
): Promise<Map<string, string[]>> {
	const names = Object.entries(given).flatMap(([name, value]) =>
		value === undefined ? [] : (fieldNames[name] ?? []),
	);
	const own = headers.map(customHeader).map(({ key, value }) => ({ name: key, value }));
	const named = valuesOf(root.fields, 'message-id').some((value) => value !== '');
	const piece = {
		...given,
		...{ date, messageId },
		headers: own.filter(({ value }) => value !== ''),
	};
	const fields = await composedFields(piece, [
		...names,
		...own.map(({ name }) => name.toLowerCase()),
		'date',
		...(named ? [] : ['message-id']),
	]);
	return fields.set(REPLACES, [`X-Envelope-Replaces: ${replaces}\r\n`]);
}

/** The fields of the header by those above. */
const fieldNames: Record<string, string[]> = {
	from: ['from', 'sender'],
	replyTo: ['reply-to'],
	to: ['to'],
	cc: ['cc'],
	bcc: ['bcc'],
	subject: ['subject'],
	priority: priorityFields,
};
