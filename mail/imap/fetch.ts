import type { FetchMessageObject, MailboxObject } from 'imapflow';
import { EnvelopeError } from '../errors';
import { formatHandle } from '../message/handle';
import { MAX_ATTACHMENTS, MAX_WHOLE_FETCH } from '../message/limits';
import type { Message } from '../message/model';
import { isoDate, type ParseOptions, parseMessage, snippetOf } from '../message/parse';
import type { Connection } from './connection';
import { decodedLabel } from './labelName';
import { withRawNames } from './rawNames';
import { readableBytes, type ReadableBytes } from './readable';
import { firstParts, readStructure } from './structure';
import { uidSet } from './uidSet';
import { assertUsable } from './usable';

/** What is read of a message besides what is always read. */
export type FetchOptions = Pick<ParseOptions, 'trustedServers' | 'headers'>;

/**
 * Messages of the open folder, in one round trip and one more for each large one. Nothing is
 * marked as read.
 *
 * @param uids ascending; one that is gone meanwhile, or that the server has no body for yet, is left
 * out of the result
 */
export async function fetchMessages(
	connection: Connection,
	uids: number[],
	options: FetchOptions = {},
): Promise<Message[]> {
	if (uids.length === 0) return [];
	const mailbox = mailboxOf(connection);
	const fetched = await fetchData(connection, uids, { bodyStructure: true });
	const missing = uids.filter((uid) => !fetched.has(uid));
	for (const [uid, data] of await fetchWithoutStructure(connection, missing)) {
		fetched.set(uid, data);
	}
	return messagesOf(connection, mailbox, fetched, options);
}

/**
 * The same for UIDs of which it is not known that there are messages, in one round trip. What is left
 * out of the result may be there all the same.
 */
export async function fetchIfThere(
	connection: Connection,
	uids: number[],
	options: FetchOptions = {},
): Promise<Message[]> {
	const mailbox = mailboxOf(connection);
	const fetched = await fetchData(connection, uids, { bodyStructure: true });
	return messagesOf(connection, mailbox, fetched, options);
}

/** As it is before the FETCH: a connection that ends forgets it. */
function mailboxOf(connection: Connection): MailboxObject {
	assertUsable(connection);
	if (connection.mailbox) return connection.mailbox;
	throw new EnvelopeError('UNEXPECTED', 'No folder is open', { phase: 'fetch' });
}

async function messagesOf(
	connection: Connection,
	mailbox: MailboxObject,
	fetched: Map<number, Fetched>,
	options: FetchOptions,
): Promise<Message[]> {
	const messages: Message[] = [];
	for (const [, data] of [...fetched].sort(([a], [b]) => a - b)) {
		const message = await messageOf(data, await readableBytes(connection, data), mailbox, options);
		const attachments = await withRawNames(connection, data.uid, message.attachments);
		messages.push({ ...message, attachments });
	}
	return messages;
}

/** With the structure of its first parts. */
interface Fetched extends FetchMessageObject {
	hasMoreParts: boolean;
}

/** What the server has a body for. It may send other news of the same messages in between. */
async function fetchData(
	connection: Connection,
	uids: number[],
	{ bodyStructure }: { bodyStructure: boolean },
): Promise<Map<number, Fetched>> {
	const query = {
		uid: true,
		flags: true,
		size: true,
		internalDate: true,
		bodyStructure,
		labels: connection.capabilities.has('X-GM-EXT-1'),
		threadId: true,
		source: { start: 0, maxLength: MAX_WHOLE_FETCH },
	};
	const wanted = new Set(uids);
	const fetched = new Map<number, Fetched>();
	for await (const data of connection.fetch(uidSet(uids), query, { uid: true })) {
		// Of a message that is just being deleted the body is NIL, which imapflow gives as `false`.
		if (wanted.has(data.uid) && Buffer.isBuffer(data.source)) {
			fetched.set(data.uid, { ...data, ...structureIn(data) });
		}
	}
	return fetched;
}

function structureIn({ bodyStructure }: FetchMessageObject) {
	if (!bodyStructure) return { hasMoreParts: false };
	const { root, isCut } = firstParts(bodyStructure);
	return { bodyStructure: root, hasMoreParts: isCut };
}

/**
 * Of an answer that imapflow cannot read, such as a BODYSTRUCTURE with 25 levels of parts, it says
 * nothing: the message would look deleted. So what is missing is asked for again without it.
 */
async function fetchWithoutStructure(connection: Connection, uids: number[]) {
	if (uids.length === 0) return new Map<number, Fetched>();
	const fetched = await fetchData(connection, uids, { bodyStructure: false });
	for (const [uid, data] of fetched) {
		// It may have come in just now.
		const again = await connection.fetchOne(String(uid), { bodyStructure: true }, { uid: true });
		if (again) Object.assign(data, structureIn(again));
	}
	return fetched;
}

async function messageOf(
	data: Fetched,
	{ bytes, cut }: ReadableBytes,
	mailbox: { path: string; uidValidity: bigint },
	options: FetchOptions,
): Promise<Message> {
	const { attachments, types } = readStructure(data.bodyStructure);
	// The Content-Type of a message without its files is ours.
	const own = bytes === data.source ? {} : { parts: types };
	const content = await parseMessage(bytes, { ...options, ...own });
	const isKnown = data.bodyStructure !== undefined && !data.hasMoreParts;
	const isListed = isKnown && attachments.length <= MAX_ATTACHMENTS;
	const bodies = content.html === null ? ['text'] : ['text', 'html'];
	const missing = [...(cut ? bodies : []), ...(isListed ? [] : ['attachments'])];
	const place = { uid: data.uid, uidValidity: String(mailbox.uidValidity), folder: mailbox.path };
	return {
		id: formatHandle(place),
		uid: data.uid,
		folder: mailbox.path,
		...content,
		truncated: [...new Set([...content.truncated, ...missing])],
		threadId: data.threadId ?? content.references[0] ?? content.inReplyTo ?? content.messageId,
		receivedAt: isoDate(data.internalDate),
		snippet: snippetOf(content.text),
		flags: [...(data.flags ?? [])],
		labels: [...(data.labels ?? [])].map(decodedLabel),
		size: data.size ?? 0,
		attachments: attachments.slice(0, MAX_ATTACHMENTS),
	};
}
