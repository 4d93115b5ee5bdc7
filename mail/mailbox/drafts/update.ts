import type { Account } from '../../account/settings';
import { EnvelopeError, toError } from '../../errors';
import { append } from '../../imap/append';
import type { Connection } from '../../imap/connection';
import { expungeMessages } from '../../imap/expunge';
import { fetchMessages } from '../../imap/fetch';
import { lastingFlags } from '../../imap/flagName';
import { gone, messageIdIn } from '../../imap/find';
import { withConnectionAgain } from '../../imap/pool';
import { fetchOf } from '../../imap/usable';
import { changedDraft, type DraftChanges } from '../../message/draft/changed';
import { formatHandle, type Handle, parseHandle } from '../../message/handle';
import type { Message } from '../../message/model';
import {
	type Draft,
	type DraftsFolder,
	existingDraft,
	handleOfDraft,
	openDrafts,
	replacing,
} from './folder';
import { draftMessageId } from './messageId';
import { inTurnFor } from './turns';

/** IMAP wants the length of a message first, so that it is in memory. */
const MAX_DRAFT_BYTES = 50 * 1024 * 1024;

/** What became of a draft. */
export interface UpdatedDraft {
	handle: Handle;
	messageId: string;
	/** An earlier call had made the same change, and this one did nothing. */
	alreadyUpdated: boolean;
}

/**
 * Changes a draft. IMAP messages never change, so that the new version is stored and the old one
 * deleted, in this order; REPLACE (RFC 8508), which does both at once, hardly any server has. A new
 * version says which one it replaces: what was broken off in between is completed by whoever opens
 * the folder next, and a change that is repeated is not made twice.
 *
 * @param reference a handle or a Message-ID
 * @param change names the change; the same again for a repeat of it
 * @param changesOf what is to be changed, of the draft as it is
 * @throws EnvelopeError MESSAGE_NOT_FOUND, STALE_HANDLE, CONTENT_TOO_LARGE
 */
export async function updateDraft(
	account: Account,
	reference: string,
	change: string,
	changesOf: (draft: Message) => DraftChanges,
): Promise<UpdatedDraft> {
	// Of two changes at once the later one is made to what came out of the other, and a draft that is being
	// sent is changed if it does not go out.
	return inTurnFor(account, await messageIdFor(account, reference), async () => {
		let begun = false;
		const begin = (draft: Message) => {
			begun = true;
			return changesOf(draft);
		};
		const updated = await withConnectionAgain(account, 'append', (connection) =>
			update(connection, account, reference, change, begin),
		);
		// What it finds done may be its own: the connection was lost before the server had said so.
		return { ...updated, alreadyUpdated: updated.alreadyUpdated && !begun };
	});
}

async function update(
	connection: Connection,
	account: Account,
	reference: string,
	change: string,
	changesOf: (draft: Message) => DraftChanges,
): Promise<UpdatedDraft> {
	const folder = await openDrafts(connection);
	const draft = existingDraft(folder, reference);
	const handle = handleOfDraft(folder, draft.uid);
	const messageId = nameOf(account, folder, draft);
	if (draft.replaces?.change === change) return { handle, messageId, alreadyUpdated: true };
	const [message] = await fetchMessages(connection, [draft.uid]);
	if (!message) throw gone(connection, handle);
	const source = await sourceOf(connection, handle, message.size);
	const date = new Date();
	const bytes = await changedDraft(source, message.html ?? '', changesOf(message), {
		...{ messageId, date },
		replaces: replacing(handle, change),
	});
	if (bytes.length > MAX_DRAFT_BYTES) throw tooLarge(handle);
	const flags = lastingFlags(new Set([...draft.flags, '\\Draft']));
	const next = await append(connection, folder, { bytes, messageId, flags, date });
	await expungeMessages(connection, [draft.uid]).catch((error: unknown) => {
		throw connection.usable ? oldStays(handle, next, error) : error;
	});
	return { handle: next, messageId, alreadyUpdated: false };
}

/** By which the draft stays the same, whatever becomes of its handle. */
async function messageIdFor(account: Account, reference: string): Promise<string> {
	if (!parseHandle(reference)) return messageIdIn(reference);
	return withConnectionAgain(account, 'fetch', async (connection) => {
		const folder = await openDrafts(connection);
		return nameOf(account, folder, existingDraft(folder, reference));
	});
}

function nameOf(account: Account, folder: DraftsFolder, { uid, messageId }: Draft): string {
	return messageId ?? draftMessageId(account, handleOfDraft(folder, uid));
}

async function sourceOf(connection: Connection, handle: Handle, size: number): Promise<Buffer> {
	if (size > MAX_DRAFT_BYTES) throw tooLarge(handle);
	const [fetched] = await fetchOf(connection, [handle.uid], { source: true });
	if (!fetched?.source) throw gone(connection, handle);
	return fetched.source;
}

function oldStays(old: Handle, next: Handle, error: unknown): EnvelopeError {
	const { message } = toError(error);
	return new EnvelopeError(
		'SERVER_REJECTED',
		`The new version of the draft is stored as ${formatHandle(next)}, but the server does not let the old one, ${formatHandle(old)}, be deleted: ${message}`,
		{ phase: 'append', remedy: 'Delete the old one in a mail program.' },
	);
}

function tooLarge(handle: Handle): EnvelopeError {
	const limit = MAX_DRAFT_BYTES / 1024 / 1024;
	const what = `The draft ${formatHandle(handle)} has more than ${limit} MB, too much to be written anew`;
	return new EnvelopeError('CONTENT_TOO_LARGE', what, {
		phase: 'append',
		remedy: 'Change it in a mail program, or create it anew with smaller files.',
	});
}
