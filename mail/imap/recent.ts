import type { FetchMessageObject } from 'imapflow';
import { EnvelopeError } from '../errors';
import { resolveFolder } from './folders';
import type { Connection } from './connection';
import { assertUsable, fetchRange } from './usable';
import { formatHandle, type Handle } from '../message/handle';
import { inOneLine } from '../message/headerText';
import { visibleText } from '../message/reading/invisible';

/** Messages of one page. */
const AT_A_TIME = 50;

/** Characters of a subject or a name, of which a line of a list shows some fifty. */
const MAX_SHOWN = 100;

/** A message as a line in a list of messages. */
export interface RecentMessage {
	/** Its handle. */
	id: string;
	subject: string;
	/** The sender's name, else the address; '' where there is none. */
	from: string;
	/** When the server got it. */
	receivedAt: Date | undefined;
}

/**
 * The newest messages of a folder, newest first, in three round trips.
 *
 * @param wanted.text that the subject or the sender holds; '' for any
 * @param wanted.upTo the sequence number from which on towards older ones is looked; new messages
 * do not change those of the older ones, so that pages go on where they ended
 * @returns with `next` to go on from, where there may be more
 * @throws EnvelopeError FOLDER_NOT_FOUND, and where the server will not search
 */
export async function recentMessages(
	connection: Connection,
	folder: string,
	{ text, upTo }: { text: string; upTo?: number },
): Promise<{ messages: RecentMessage[]; next?: number }> {
	const path = await resolveFolder(connection, folder);
	const { exists, uidValidity } = await connection.mailboxOpen(path, { readOnly: true });
	const last = Math.min(exists, upTo ?? exists);
	if (last < 1) return { messages: [] };
	const numbers = text === '' ? newest(last) : await holding(connection, text, last);
	const page = numbers.slice(-AT_A_TIME);
	if (page.length === 0) return { messages: [] };
	const query = { uid: true, envelope: true, internalDate: true };
	const fetched = await fetchRange(connection, page, query);
	const place = { uidValidity: String(uidValidity), folder: path };
	const messages = fetched
		.sort((a, b) => b.seq - a.seq)
		.map((message) => listedOf(message, { ...place, uid: message.uid }));
	const first = page[0] ?? 1;
	const hasMore = text === '' ? first > 1 : numbers.length > page.length;
	return hasMore ? { messages, next: first - 1 } : { messages };
}

function newest(last: number): number[] {
	const first = Math.max(1, last - AT_A_TIME + 1);
	return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

/** Sequence numbers, ascending. */
async function holding(connection: Connection, text: string, last: number): Promise<number[]> {
	const search = { seq: `1:${last}`, or: [{ subject: text }, { from: text }] };
	const numbers = await connection.search(search);
	assertUsable(connection);
	if (Array.isArray(numbers)) return numbers;
	throw new EnvelopeError('SERVER_REJECTED', 'The server refused to search for this text', {
		phase: 'fetch',
		remedy: 'Search for another word, without special characters.',
	});
}

function listedOf({ envelope, internalDate }: FetchMessageObject, handle: Handle): RecentMessage {
	const { name, address } = envelope?.from?.[0] ?? {};
	const date = new Date(internalDate ?? Number.NaN);
	return {
		id: formatHandle(handle),
		subject: shown(envelope?.subject),
		from: shown(name) || shown(address),
		receivedAt: Number.isNaN(date.getTime()) ? undefined : date,
	};
}

/** What strangers wrote, in one line. */
function shown(text: string | undefined): string {
	const line = visibleText(inOneLine((text ?? '').slice(0, 10 * MAX_SHOWN))).text;
	return line.length > MAX_SHOWN ? `${line.slice(0, MAX_SHOWN).trim()}…` : line;
}
