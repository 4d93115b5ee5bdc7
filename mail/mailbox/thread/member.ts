import type { Connection } from '../../imap/connection';
import { fetchOf } from '../../imap/usable';
import type { Handle } from '../../message/handle';
import { messageIdsIn } from '../../message/messageId';
import { parseMessage } from '../../message/parse';

/** A copy of a message of a conversation, of which only the header was read. */
export interface Member {
	handle: Handle;
	/** With angle brackets; undefined where it has none that can be referred to. */
	messageId: string | undefined;
	/** Message-IDs that it refers to, the first of the conversation first. */
	refersTo: string[];
	subject: string;
	/** The address that it says to be from, in lower case. */
	from: string;
	/** All addresses in it, in lower case. */
	participants: string[];
	/** Milliseconds since 1970. */
	time: number;
	/** Has the flag, or is in the folder, of drafts. */
	draft: boolean;
	/** The server's own name of the conversation. */
	serverThread: string | undefined;
	/** It was found by subject and participants alone. */
	guessed: boolean;
}

const headers = [
	...['message-id', 'references', 'in-reply-to', 'subject', 'date'],
	...['from', 'to', 'cc', 'reply-to'],
];

/** Characters of a Message-ID to search for; those of programs have some 80. */
const MAX_ID_LENGTH = 500;

const DAY_MS = 86_400_000;

/** A folder that is open. */
export interface OpenFolder {
	path: string;
	uidValidity: string;
	isDrafts: boolean;
}

/** Reads the headers of messages of the open folder, in one round trip. @param uids ascending */
export async function membersAt(
	connection: Connection,
	{ path, uidValidity, isDrafts }: OpenFolder,
	uids: number[],
): Promise<Member[]> {
	const query = { headers, flags: true, internalDate: true, threadId: true };
	const fetched = await fetchOf(connection, uids, query);
	return Promise.all(
		fetched.map(async (data) => {
			const content = await parseMessage(data.headers ?? Buffer.alloc(0));
			const { references, inReplyTo, from, to, cc, replyTo, subject, date } = content;
			const people = [...from, ...replyTo, ...to, ...cc];
			const [messageId] = usable(messageIdsIn(content.messageId ?? ''));
			return {
				handle: { uid: data.uid, uidValidity, folder: path },
				messageId,
				refersTo: usable([...references, ...messageIdsIn(inReplyTo ?? '')]),
				subject,
				from: (from[0]?.address ?? '').toLowerCase(),
				participants: people.map(({ address }) => address.toLowerCase()),
				time: timeOf(date, data.internalDate),
				draft: isDrafts || (data.flags?.has('\\Draft') ?? false),
				serverThread: data.threadId,
				guessed: false,
			};
		}),
	);
}

/** Each once, and only what a search can hold. */
function usable(ids: string[]): string[] {
	return [...new Set(ids)].filter(
		(id) => id.length <= MAX_ID_LENGTH && /^<[\x21-\x7e]+@[\x21-\x7e]+>$/.test(id),
	);
}

/** When it was written, unless that is later than it came. */
function timeOf(date: string | null, received: Date | string | undefined): number {
	const came = new Date(received ?? Number.NaN).getTime();
	const written = date === null ? Number.NaN : Date.parse(date);
	if (Number.isNaN(written)) return Number.isNaN(came) ? 0 : came;
	return written > came + DAY_MS ? came : written;
}
