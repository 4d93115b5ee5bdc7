import { EnvelopeError } from '../errors';
import { type Handle, parseHandle, staleHandle } from '../message/handle';
import { messageIdsIn, shortened } from '../message/messageId';
import type { Connection } from './connection';
import { listFolders } from './folders';

/** What an answer has to know of the message it answers. */
export interface Original {
	messageId: string;
	references: string[];
}

/** Where the original of an answer usually is, in the order in which they are searched. */
const likelyFolders = ['\\All', '\\Sent', '\\Archive'];

/**
 * The message that a draft or mail answers.
 *
 * @param reference a handle, or a Message-ID with or without angle brackets. A Message-ID that no
 * likely folder holds is used as it is: the thread then starts there
 * @throws EnvelopeError STALE_HANDLE, MESSAGE_NOT_FOUND
 */
export async function findOriginal(connection: Connection, reference: string): Promise<Original> {
	const handle = parseHandle(reference);
	if (handle) return originalAt(connection, handle);
	const ids = messageIdsIn(reference.includes('<') ? reference : `<${reference.trim()}>`);
	// A model that answers nothing writes `null`, and no server gives a Message-ID without an @.
	const messageId = ids.find((id) => /[^<]@[^>]/.test(id));
	if (messageId === undefined) {
		throw new EnvelopeError('MESSAGE_NOT_FOUND', `"${reference}" is not the ID of a message`, {
			phase: 'fetch',
			remedy: 'Use the id or the messageId that Envelope gave with the message.',
		});
	}
	for (const folder of await foldersToSearch(connection)) {
		await connection.mailboxOpen(folder, { readOnly: true });
		const uid = (await uidsByMessageId(connection, messageId)).at(-1);
		const references = uid === undefined ? undefined : await referencesOf(connection, uid);
		if (references) return { messageId, references: references.references };
	}
	return { messageId, references: [] };
}

async function originalAt(connection: Connection, handle: Handle): Promise<Original> {
	const mailbox = await connection.mailboxOpen(handle.folder, { readOnly: true });
	if (String(mailbox.uidValidity) !== handle.uidValidity) throw staleHandle(handle);
	const found = await referencesOf(connection, handle.uid);
	if (found?.messageId === undefined) {
		throw new EnvelopeError(
			'MESSAGE_NOT_FOUND',
			found
				? 'The message has no Message-ID, so nothing can refer to it'
				: `There is no message ${handle.uid} in ${handle.folder} any more`,
			{ phase: 'fetch' },
		);
	}
	return { messageId: found.messageId, references: found.references };
}

async function foldersToSearch(connection: Connection): Promise<string[]> {
	const folders = await listFolders(connection);
	const special = likelyFolders.flatMap((use) => folders.filter((f) => f.specialUse === use));
	return ['INBOX', ...special.map(({ path }) => path)];
}

/** The Message-ID and References of a message in the open folder (RFC 5322 §3.6.4). */
async function referencesOf(connection: Connection, uid: number) {
	const message = await connection.fetchOne(
		String(uid),
		{ headers: ['message-id', 'references', 'in-reply-to'] },
		{ uid: true },
	);
	if (!message || !message.headers) return undefined;
	const header = message.headers.toString().replace(/\r\n[ \t]+/g, ' ');
	const field = (name: string) =>
		messageIdsIn(new RegExp(`^${name}:(.*)$`, 'im').exec(header)?.[1] ?? '');
	const references = field('References');
	return {
		messageId: field('Message-ID')[0],
		references: references.length > 0 ? shortened(references) : field('In-Reply-To').slice(0, 1),
	};
}

/** UIDs in the open folder, oldest first. @throws EnvelopeError where the server will not search */
export async function uidsByMessageId(
	connection: Connection,
	messageId: string,
): Promise<number[]> {
	const uids = await connection.search({ header: { 'message-id': messageId } }, { uid: true });
	if (Array.isArray(uids)) return uids;
	throw new EnvelopeError('SERVER_REJECTED', 'The server refused to search by Message-ID', {
		phase: 'fetch',
	});
}
