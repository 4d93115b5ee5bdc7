import type { Account } from '../../account/settings';
import { trustedServers } from '../../account/trustedServers';
import { EnvelopeError } from '../../errors';
import type { Connection } from '../../imap/connection';
import { fetchMessages } from '../../imap/fetch';
import { locate, messageGone, messageIdIn } from '../../imap/find';
import { withConnectionAgain } from '../../imap/pool';
import { ownAddresses } from '../../message/answer/reply';
import { formatHandle, type Handle } from '../../message/handle';
import type { Message } from '../../message/model';
import { Found } from './found';
import { guess } from './guess';
import { type Member, membersAt } from './member';
import { type Merged, merged } from './merged';
import { placesOf, type Places } from './places';
import { followReferences } from './references';
import { addServerThread } from './serverThread';

/** A message of a conversation. */
export interface ThreadMessage {
	message: Message;
	/** Its handles, that of the message first: it may be in several folders. */
	copies: Merged['copies'];
	draft: boolean;
	/** It belongs here by its subject and its people alone. */
	guessed: boolean;
}

/** A conversation. */
export interface Thread {
	/** The server's name for it, else the Message-ID that it began with. */
	threadId: string;
	/** Oldest first. */
	messages: ThreadMessage[];
	/** All that there are, of which only the newest may be in `messages`. */
	count: number;
	/** What was left out, in sentences. */
	notes: string[];
}

/**
 * Finds the conversation of a message, over all folders but Junk and Trash.
 *
 * @param reference a handle or a Message-ID, also one that is only referred to, as threadId may be
 * @param options.limit messages that are read, of the newest
 * @param options.headers whether all header fields are wanted
 * @throws EnvelopeError MESSAGE_NOT_FOUND, STALE_HANDLE, FOLDER_NOT_FOUND
 */
export async function readThread(
	account: Account,
	reference: string,
	{ limit, headers }: { limit: number; headers: boolean },
): Promise<Thread> {
	return withConnectionAgain(account, 'fetch', async (connection) => {
		const handle = await locate(connection, reference);
		const places = await placesOf(connection, handle?.folder);
		const start = handle && (await memberOf(connection, places, handle));
		const found = new Found();
		if (start) found.add(start);
		else found.know([messageIdIn(reference)]);
		const { serverThread, refused } = await collect(connection, account, places, start, found);
		const all = merged(found.members.values());
		if (all.length === 0) throw nowhere(reference);
		const options = { trustedServers: trustedServers(account), headers };
		const messages = await read(connection, all.slice(-limit), options);
		const threadId = serverThread ?? rootOf(all);
		const notes = [
			...places.notes,
			...(refused.length > 0
				? [`These folders could not be searched: ${refused.join(', ')}.`]
				: []),
			...(all.length > limit
				? [`The conversation has ${all.length} messages: these are the newest.`]
				: []),
			...(found.isCut ? ['It has more messages or references than were followed.'] : []),
		];
		return { threadId, messages, count: all.length, notes };
	});
}

/** @returns the server's name for the conversation, where it was found by that */
async function collect(
	connection: Connection,
	account: Account,
	{ folders }: Places,
	start: Member | undefined,
	found: Found,
): Promise<{ serverThread?: string; refused: string[] }> {
	const serverThread = start?.serverThread;
	if (serverThread && (await addServerThread(connection, folders, serverThread, found))) {
		return { serverThread, refused: [] };
	}
	const refused = await followReferences(connection, folders, found);
	const isAlone = start && start.refersTo.length === 0 && merged(found.members.values()).length < 2;
	if (!isAlone) return { refused: [...refused] };
	const refusedTo = await guess(connection, folders, start, ownAddresses(account), found);
	// What belongs to a guess is one.
	const asGuess = (member: Member) => ({ ...member, guessed: true });
	const further = await followReferences(connection, folders, found, asGuess);
	return { refused: [...new Set([...refused, ...refusedTo, ...further])] };
}

async function memberOf(connection: Connection, { folders }: Places, handle: Handle) {
	const isDrafts = folders.some(
		({ path, specialUse }) => path === handle.folder && specialUse === '\\Drafts',
	);
	// Listing the folders has left it open.
	const place = { path: handle.folder, uidValidity: handle.uidValidity, isDrafts };
	const [start] = await membersAt(connection, place, [handle.uid]);
	if (!start) throw messageGone(handle);
	return start;
}

/** The Message-ID that the oldest message names as the first one. */
function rootOf([oldest]: Merged[]): string {
	if (!oldest) return '';
	const { refersTo, messageId, handle } = oldest.first;
	return refersTo[0] ?? messageId ?? formatHandle(handle);
}

/** Folder by folder, and in the order that they have. */
async function read(
	connection: Connection,
	wanted: Merged[],
	options: Parameters<typeof fetchMessages>[2],
): Promise<ThreadMessage[]> {
	const handles = wanted.map(({ first }) => first.handle);
	const messages = new Map<string, Message>();
	for (const folder of new Set(handles.map((handle) => handle.folder))) {
		await connection.mailboxOpen(folder, { readOnly: true });
		const here = handles.filter((handle) => handle.folder === folder);
		const uids = here.map(({ uid }) => uid).sort((a, b) => a - b);
		for (const message of await fetchMessages(connection, uids, options)) {
			messages.set(message.id, message);
		}
	}
	return wanted.flatMap(({ first, copies }) => {
		const message = messages.get(formatHandle(first.handle));
		// One that is gone meanwhile is no part of it any more.
		return message ? [{ message, copies, draft: first.draft, guessed: first.guessed }] : [];
	});
}

function nowhere(reference: string): EnvelopeError {
	const what = `No folder of the mailbox holds a message of the conversation ${messageIdIn(reference)}`;
	return new EnvelopeError('MESSAGE_NOT_FOUND', what, { phase: 'fetch' });
}
