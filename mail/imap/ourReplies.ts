import type { Account } from '../account/settings';
import { EnvelopeError } from '../errors';
import { isFromUs } from '../message/answer/reply';
import { messageIdsIn } from '../message/messageId';
import type { Message } from '../message/model';
import { parseMessage } from '../message/parse';
import type { Connection } from './connection';
import { hasLabels, listFolders } from './folders';
import { KnownIds } from './knownIds';
import { withConnectionAgain } from './pool';
import { assertUsable, fetchOf } from './usable';

/** Of the messages that one says it answers, the newest are looked for. */
const MAX_REFERENCES = 20;

/** Of the messages that hold one of these IDs, those that are read. */
const MAX_CANDIDATES = 40;

/**
 * What a program of ours may have made of a Message-ID: strangers write In-Reply-To and References,
 * and twenty of these fit into a command.
 */
const searchable = /^<[\x21-\x7e]{1,250}>$/;

/** Message-IDs that were found to be ours. */
const ours = new KnownIds();

/**
 * Whether a message says that it answers one that we sent (In-Reply-To, References; RFC 5322
 * §3.6.4).
 *
 * @param ids the Message-IDs in question, with or without angle brackets; `sent` for all in the Sent
 * folder, and at Gmail for those from us in All Mail
 * @throws EnvelopeError FOLDER_NOT_FOUND, and a transient one where the mailbox cannot be asked now
 */
export async function isReplyToUs(
	account: Account,
	message: Pick<Message, 'inReplyTo' | 'references'>,
	ids: string[] | 'sent',
): Promise<boolean> {
	const answered = answeredBy(message);
	if (ids !== 'sent') {
		const given = new Set(ids.map(bare));
		return answered.some((id) => given.has(bare(id)));
	}
	const asked = answered.filter((id) => searchable.test(id)).slice(0, MAX_REFERENCES);
	if (asked.length === 0) return false;
	if (asked.some((id) => ours.has(account.key, id))) return true;
	const found = await withConnectionAgain(account, 'fetch', (connection) =>
		findSentAmong(connection, account, asked),
	);
	for (const id of found) ours.add(account.key, id);
	return found.length > 0;
}

/** The newest first: what is answered, then what that answered. */
function answeredBy({ inReplyTo, references }: Pick<Message, 'inReplyTo' | 'references'>) {
	return [...new Set([...messageIdsIn(inReplyTo ?? ''), ...[...references].reverse()])];
}

function bare(id: string): string {
	return id.trim().replace(/^<|>$/g, '');
}

/** @returns those of the IDs that a message has which we sent, of the first folder with any */
async function findSentAmong(
	connection: Connection,
	account: Account,
	ids: string[],
): Promise<string[]> {
	for (const { path, anybodys } of await foldersOfSent(connection)) {
		await connection.mailboxOpen(path, { readOnly: true });
		const uids = await uidsOf(connection, ids);
		const found: string[] = [];
		const query = { headers: ['message-id', 'from'] };
		for (const { headers } of await fetchOf(connection, uids.slice(-MAX_CANDIDATES), query)) {
			const { messageId, from } = await parseMessage(headers ?? Buffer.alloc(0));
			const sent = !anybodys || isFromUs({ from }, account);
			// A server finds an ID within a longer one, too.
			if (sent && messageId !== null && ids.includes(messageId)) found.push(messageId);
		}
		if (found.length > 0) return found;
	}
	return [];
}

/** Where what we sent is; and with it, in Gmail's All Mail, what anybody sent us. */
async function foldersOfSent(connection: Connection) {
	const folders = await listFolders(connection);
	const all = hasLabels(connection) ? '\\All' : undefined;
	const found = ['\\Sent', all].flatMap((use) =>
		folders
			.filter(({ specialUse }) => use !== undefined && specialUse === use)
			.map(({ path }) => ({ path, anybodys: use === '\\All' })),
	);
	if (found.length > 0) return found;
	const what = 'The mailbox has no Sent folder, so it is not known what is a reply';
	throw new EnvelopeError('FOLDER_NOT_FOUND', what, {
		phase: 'folder',
		remedy:
			'Make a folder called Sent in the mailbox and let mail programs file there what they send; or give the Message-IDs.',
	});
}

/** In one search; where the server refuses that, in one for each. UIDs ascending. */
async function uidsOf(connection: Connection, ids: string[]): Promise<number[]> {
	const searches = ids.map((id) => ({ header: { 'message-id': id } }));
	const together = await connection.search({ or: searches }, { uid: true });
	if (Array.isArray(together)) return together;
	const uids = new Set<number>();
	for (const search of searches) {
		assertUsable(connection);
		const found = await connection.search(search, { uid: true });
		if (!Array.isArray(found)) throw refused();
		for (const uid of found) uids.add(uid);
	}
	return [...uids].sort((a, b) => a - b);
}

function refused(): EnvelopeError {
	const what = 'The server refused to search for the messages that this one answers';
	return new EnvelopeError('SERVER_REJECTED', what, { phase: 'fetch', transient: true });
}
