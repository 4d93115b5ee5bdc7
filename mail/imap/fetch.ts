import type { FetchMessageObject, MailboxObject } from 'imapflow';
import { EnvelopeError } from '../errors';
import { formatHandle } from '../message/handle';
import { MAX_ATTACHMENTS, MAX_WHOLE_FETCH } from '../message/limits';
import type { Message } from '../message/model';
import { isoDate, type ParseOptions, parseMessage, snippetOf } from '../message/parse';
import type { Connection } from './connection';
import { lastingFlags } from './flagName';
import { hasLabels } from './folders';
import { decodedLabel } from './labelName';
import { withRawNames } from './rawNames';
import { readableBytes, type ReadableBytes, wholeOf } from './readable';
import { firstParts, readStructure } from './structure';
import { uidSet } from './uidSet';
import { assertUsable, fetchOf, passOn } from './usable';

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
	const batch = new Batch(connection, options);
	await batch.fetch(uids);
	await batch.fetchWithoutStructure(uids.filter((uid) => !batch.has(uid)));
	return batch.messages();
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
	const batch = new Batch(connection, options);
	await batch.fetch(uids);
	return batch.messages();
}

/** The parser waits after each piece, and others go on meanwhile; with more it is no faster (measured). */
const READ_AT_A_TIME = 4;

/** With the structure of its first parts. */
interface Fetched extends FetchMessageObject {
	hasMoreParts: boolean;
}

/** Messages that are fetched together. */
class Batch {
	private readonly read = new Map<number, Message>();
	/** Of which more is to be fetched. */
	private readonly unread = new Map<number, Fetched>();
	/** As it is before the FETCH: a connection that ends forgets it. */
	private readonly mailbox: MailboxObject;

	constructor(
		private readonly connection: Connection,
		private readonly options: FetchOptions,
	) {
		assertUsable(connection);
		if (!connection.mailbox)
			throw new EnvelopeError('UNEXPECTED', 'No folder is open', { phase: 'fetch' });
		this.mailbox = connection.mailbox;
	}

	has(uid: number): boolean {
		return this.read.has(uid) || this.unread.has(uid);
	}

	/** Each is read as it comes: the bytes of many would outlive what makes garbage cheap. */
	async fetch(uids: number[]): Promise<void> {
		const reading: Array<Promise<void>> = [];
		for await (const data of fetchData(this.connection, uids, { bodyStructure: true })) {
			const bytes = wholeOf(data);
			if (bytes) reading.push(this.readNow(data, bytes));
			else this.unread.set(data.uid, data);
			if (reading.length >= READ_AT_A_TIME) await reading.shift();
		}
		await Promise.all(reading);
	}

	private readNow(data: Fetched, bytes: Buffer): Promise<void> {
		const reading = this.messageOf(data, { bytes, cut: false }).then((message) => {
			this.read.set(data.uid, message);
		});
		reading.catch(() => {}); // whoever awaits it is told
		return reading;
	}

	/**
	 * Of an answer that imapflow cannot read, such as a BODYSTRUCTURE with 25 levels of parts, it says
	 * nothing: the message would look deleted. So what is missing is asked for again without it.
	 */
	async fetchWithoutStructure(uids: number[]): Promise<void> {
		if (uids.length === 0) return;
		for await (const data of fetchData(this.connection, uids, { bodyStructure: false })) {
			this.unread.set(data.uid, data);
		}
		assertUsable(this.connection);
		for (const uid of uids) {
			const data = this.unread.get(uid);
			if (!data) continue;
			// It may have come in just now.
			const query = { bodyStructure: true, size: true };
			const [again] = await fetchOf(this.connection, [uid], query);
			if (again) Object.assign(data, structureIn(again));
		}
	}

	/** In ascending order, but for those that went before all of them was fetched. */
	async messages(): Promise<Message[]> {
		for (const [uid, data] of this.unread) {
			const bytes = await readableBytes(this.connection, data);
			if (bytes) this.read.set(uid, await this.messageOf(data, bytes));
		}
		const messages: Message[] = [];
		for (const [uid, message] of [...this.read].sort(([a], [b]) => a - b)) {
			const attachments = await withRawNames(this.connection, uid, message.attachments);
			if (attachments) messages.push({ ...message, attachments });
		}
		return messages;
	}

	private messageOf(data: Fetched, bytes: ReadableBytes): Promise<Message> {
		return messageOf(data, bytes, this.mailbox, this.options);
	}
}

/** What the server has a body for. It may send other news of the same messages in between. */
async function* fetchData(
	connection: Connection,
	uids: number[],
	{ bodyStructure }: { bodyStructure: boolean },
): AsyncGenerator<Fetched> {
	const query = {
		uid: true,
		flags: true,
		size: true,
		internalDate: true,
		bodyStructure,
		labels: hasLabels(connection),
		threadId: true,
		source: { start: 0, maxLength: MAX_WHOLE_FETCH },
	};
	const wanted = new Set(uids);
	for await (const data of connection.fetch(uidSet(uids), query, { uid: true })) {
		// Of a message that is just being deleted the body is NIL, which imapflow gives as `false`.
		if (!wanted.has(data.uid) || !Buffer.isBuffer(data.source)) passOn(connection, data);
		else yield { ...data, ...structureIn(data) };
	}
}

function structureIn({ bodyStructure }: FetchMessageObject) {
	if (!bodyStructure) return { hasMoreParts: false };
	const { root, isCut } = firstParts(bodyStructure);
	return { bodyStructure: root, hasMoreParts: isCut };
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
		flags: lastingFlags(data.flags),
		labels: [...(data.labels ?? [])].map(decodedLabel),
		size: data.size ?? 0,
		attachments: attachments.slice(0, MAX_ATTACHMENTS),
	};
}
