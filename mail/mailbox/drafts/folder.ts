import { expungeMessages } from '../../imap/expunge';
import type { Connection } from '../../imap/connection';
import { messageIdIn } from '../../imap/find';
import { specialFolder } from '../../imap/folders';
import { fetchRange } from '../../imap/usable';
import { EnvelopeError } from '../../errors';
import { REPLACES } from '../../message/draft/changed';
import { formatHandle, type Handle, parseHandle, staleHandle } from '../../message/handle';
import { fieldsIn, valuesOf } from '../../message/headerFields';
import { messageIdsIn } from '../../message/messageId';

/** Drafts that are looked at, the newest; nobody has this many by hand. */
const MAX_DRAFTS = 2_000;

/** A draft in the open folder. */
export interface Draft {
	uid: number;
	/** With angle brackets; null where it has none. */
	messageId: string | null;
	flags: Set<string>;
	/** Of one that Envelope changed: the version before, and what the change was. */
	replaces: { uid: number; change: string } | undefined;
}

export interface DraftsFolder {
	path: string;
	uidValidity: string;
	/** The UID of the next message; those below were given out. */
	uidNext: number;
	/** Ascending by UID; what is marked as deleted is gone. */
	drafts: Draft[];
}

/**
 * Opens the drafts folder. What a change that was broken off has left there is put in order: of two
 * versions of a draft the newer one stays.
 *
 * @throws EnvelopeError FOLDER_NOT_FOUND, CONNECTION_LOST
 */
export async function openDrafts(connection: Connection): Promise<DraftsFolder> {
	const path = await specialFolder(connection, '\\Drafts');
	const { exists, uidValidity, uidNext } = await connection.mailboxOpen(path);
	const place = { path, uidValidity: String(uidValidity), uidNext };
	if (exists === 0) return { ...place, drafts: [] };
	const found = await draftsIn(connection, exists, place.uidValidity);
	const old = supersededIn(found);
	await removeOld(connection, [...old]);
	return { ...place, drafts: found.filter(({ uid }) => !old.has(uid)) };
}

/** Where the server does not let them be deleted, they are left out all the same. */
async function removeOld(connection: Connection, uids: number[]): Promise<void> {
	const ascending = uids.sort((a, b) => a - b);
	await expungeMessages(connection, ascending).catch((error: unknown) => {
		if (!connection.usable) throw error;
	});
}

async function draftsIn(connection: Connection, exists: number, uidValidity: string) {
	const range = `${Math.max(1, exists - MAX_DRAFTS + 1)}:*`;
	const query = { uid: true, flags: true, headers: ['message-id', REPLACES] };
	const fetched = await fetchRange(connection, range, query);
	return fetched
		.map(({ uid, flags = new Set<string>(), headers }) => ({
			...{ uid, flags },
			...read(headers ?? Buffer.alloc(0), uidValidity),
		}))
		.filter(({ flags }) => !flags.has('\\Deleted'))
		.sort((a, b) => a.uid - b.uid);
}

function read(header: Buffer, uidValidity: string): Pick<Draft, 'messageId' | 'replaces'> {
	const fields = fieldsIn(header.toString('latin1'));
	const [id = ''] = valuesOf(fields, 'message-id');
	const [replaced = ''] = valuesOf(fields, REPLACES);
	const [, uid, validity, change = ''] = /^(\d{1,10})\.(\d{1,10}) (\w{1,64})$/.exec(replaced) ?? [];
	return {
		messageId: messageIdsIn(id)[0] ?? null,
		replaces: validity === uidValidity ? { uid: Number(uid), change } : undefined,
	};
}

/** What the field says that names the version before. @param change which change it was */
export function replacing({ uid, uidValidity }: Handle, change: string): string {
	return `${uid}.${uidValidity} ${change}`;
}

/** Older versions of what is there, and what a change stored before it was made once more. */
function supersededIn(drafts: Draft[]): Set<number> {
	const present = new Map(drafts.map((draft) => [draft.uid, draft]));
	const newest = new Map<number, Draft>();
	const old = new Set<number>();
	for (const draft of drafts) {
		const { uid, replaces } = draft;
		// One cannot be older than what it replaces.
		if (!replaces || replaces.uid >= uid) continue;
		for (const before of [present.get(replaces.uid), newest.get(replaces.uid)]) {
			if (before && isVersionOf(draft, before)) old.add(before.uid);
		}
		newest.set(replaces.uid, draft);
	}
	return old;
}

/** A change keeps the Message-ID; programs that make a new draft out of another may copy its fields. */
function isVersionOf(draft: Draft, { messageId }: Draft): boolean {
	return messageId === null || messageId === draft.messageId;
}

/**
 * The draft that is meant.
 *
 * @param reference a handle, also that of the version before the last change, or a Message-ID
 * @returns undefined where it is not there any more
 * @throws EnvelopeError STALE_HANDLE, and MESSAGE_NOT_FOUND for what is no draft
 */
export function draftIn(folder: DraftsFolder, reference: string): Draft | undefined {
	const handle = parseHandle(reference);
	if (!handle) {
		const messageId = messageIdIn(reference);
		return folder.drafts.findLast((draft) => draft.messageId === messageId);
	}
	if (handle.folder !== folder.path) throw notADraft(handle, folder);
	if (handle.uidValidity !== folder.uidValidity) throw staleHandle(handle);
	return (
		folder.drafts.find(({ uid }) => uid === handle.uid) ??
		folder.drafts.find(({ replaces }) => replaces?.uid === handle.uid)
	);
}

/** As draftIn. @throws EnvelopeError MESSAGE_NOT_FOUND where it is not there any more, too */
export function existingDraft(folder: DraftsFolder, reference: string): Draft {
	const draft = draftIn(folder, reference);
	if (draft) return draft;
	throw noDraft(folder, reference);
}

/** The error for a draft that was there. */
export function noDraft({ path }: DraftsFolder, reference: string): EnvelopeError {
	const name = parseHandle(reference) ? reference.trim() : messageIdIn(reference);
	const what = `There is no draft ${name} among the newest ${MAX_DRAFTS} in ${path} any more`;
	return new EnvelopeError('MESSAGE_NOT_FOUND', what, {
		phase: 'fetch',
		remedy:
			'It was sent, deleted, or saved anew by a mail program: look for it with Get Many, or name it by its Message-ID.',
	});
}

/** Where a draft is. */
export function handleOfDraft({ path, uidValidity }: DraftsFolder, uid: number): Handle {
	return { uid, uidValidity, folder: path };
}

function notADraft(handle: Handle, { path }: DraftsFolder): EnvelopeError {
	const what = `The message ${formatHandle(handle)} is not in the drafts folder, which is ${path}`;
	return new EnvelopeError('MESSAGE_NOT_FOUND', what, {
		phase: 'fetch',
		remedy: 'Use the ID that Create or Get Many of Envelope Draft gave.',
	});
}
