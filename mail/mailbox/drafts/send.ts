import type { Account } from '../../account/settings';
import { EnvelopeError, toEnvelopeError } from '../../errors';
import type { Connection } from '../../imap/connection';
import { expungeMessages } from '../../imap/expunge';
import { locate, messageIdIn, openFolderOf } from '../../imap/find';
import { addFlag } from '../../imap/flag';
import { openPiece } from '../../imap/part';
import { withConnection, withConnectionAgain } from '../../imap/pool';
import { findSent } from '../../imap/sent';
import { fetchOf } from '../../imap/usable';
import { partiesOf, type StoredDraft } from '../../message/draft/toSend';
import { formatHandle, type Handle, parseHandle } from '../../message/handle';
import { fieldsIn, valuesOf } from '../../message/headerFields';
import { messageIdsIn } from '../../message/messageId';
import { headerOf } from '../../message/withHeader';
import { type Departed, remember, remembered } from './departed';
import { type Draft, draftIn, handleOfDraft, noDraft, openDrafts } from './folder';
import { draftMessageId } from './messageId';

/** A draft that somebody wants to be sent. */
export interface DraftToSend extends Departed {
	/** Undefined where it is gone, because it was sent before. */
	handle: Handle | undefined;
	/** Somebody began to send it, and did not get as far as taking it out of the folder. */
	wasBegun: boolean;
	stored: StoredDraft;
}

/** The keyword of a draft that is being sent: what is left of a process that ended meanwhile. */
const BEGUN = '$EnvelopeSending';

/**
 * Finds a draft to send, or what is known of it where it was sent before.
 *
 * @param reference a handle or a Message-ID
 * @throws EnvelopeError MESSAGE_NOT_FOUND, STALE_HANDLE; INVALID_ADDRESS and INVALID_FIELD for one
 * that cannot be sent as it is
 */
export async function findDraftToSend(account: Account, reference: string): Promise<DraftToSend> {
	const found = await lookFor(account, reference);
	if (found.sent) return sentBefore(found.sent);
	return readToSend(account, found).catch(async (error: unknown) => {
		if (!isGone(error)) throw error;
		// Since it was seen somebody sent it, or saved it anew: both are found by its Message-ID.
		const now = await lookFor(account, found.draft.messageId ?? reference);
		return now.sent ? sentBefore(now.sent) : readToSend(account, now);
	});
}

type Found = { sent: Departed } | { sent: undefined; draft: Draft; handle: Handle };

function lookFor(account: Account, reference: string): Promise<Found> {
	return withConnectionAgain(account, 'fetch', async (connection) => {
		const folder = await openDrafts(connection);
		const draft = draftIn(folder, reference);
		if (draft) return { sent: undefined, draft, handle: handleOfDraft(folder, draft.uid) };
		const departed = remembered(account, nameIn(reference));
		const sent = departed ?? (await sentAs(connection, account, reference));
		if (!sent) throw noDraft(folder, reference);
		return { sent };
	});
}

async function readToSend(
	account: Account,
	{ draft, handle }: Exclude<Found, { sent: Departed }>,
): Promise<DraftToSend> {
	const open = async () => openPiece(account, { handle });
	const stored = { header: await headerOf(open), open };
	const parties = await partiesOf(stored);
	const messageId = parties.messageId ?? draftMessageId(account, handle);
	return { ...parties, messageId, handle, wasBegun: isBegun(draft.flags), stored };
}

function isGone(error: unknown): boolean {
	return error instanceof EnvelopeError && error.code === 'MESSAGE_NOT_FOUND';
}

function sentBefore(sent: Departed): DraftToSend {
	return { ...sent, handle: undefined, wasBegun: true, stored: nothingStored };
}

function nameIn(reference: string): string {
	const handle = parseHandle(reference);
	return handle ? formatHandle(handle) : messageIdIn(reference);
}

/** What the Sent folder shows of a draft that is named by its Message-ID. */
async function sentAs(
	connection: Connection,
	account: Account,
	reference: string,
): Promise<Departed | undefined> {
	if (parseHandle(reference)) return undefined;
	const messageId = messageIdIn(reference);
	const name = { field: 'message-id' as const, id: messageId };
	const sent = await findSent(connection, account, name, { inInbox: false });
	if (!sent) return undefined;
	if (sent.to.length === 0) throw wasSent(messageId, sent.id);
	return { messageId, from: undefined, recipients: sent.to.map(({ address }) => address) };
}

/** Of a draft that is gone there is nothing to be sent again, whatever was forgotten of it. */
const nothingStored: StoredDraft = {
	header: '',
	open: async () => {
		throw new EnvelopeError('MESSAGE_NOT_FOUND', 'The draft was sent before and is gone', {
			phase: 'compose',
		});
	},
};

function isBegun(flags: Iterable<string> = []): boolean {
	return [...flags].some((flag) => flag.toLowerCase() === BEGUN.toLowerCase());
}

/**
 * Marks a draft, so that it is not sent again where this process ends before it is out. That it cannot
 * be marked, as by a server that keeps no keywords, is no reason not to send.
 *
 * @returns whether somebody began to send it, also since it was found: another process with the same
 * mailbox
 */
export async function markBegun(
	account: Account,
	{ handle, wasBegun }: DraftToSend,
): Promise<boolean> {
	if (!handle || wasBegun) return wasBegun;
	return withConnection(account, 'fetch', async (connection) => {
		await openFolderOf(connection, handle, { readOnly: false });
		const [there] = await fetchOf(connection, [handle.uid], { flags: true });
		if (isBegun(there?.flags)) return true;
		await connection.messageFlagsAdd(String(handle.uid), [BEGUN], { uid: true });
		return false;
	}).catch(() => false);
}

/** Takes the mark away again: nobody got the message. Never throws, for it comes after an error. */
export async function unmarkBegun(account: Account, { handle }: DraftToSend): Promise<void> {
	if (!handle) return;
	await withConnection(account, 'fetch', async (connection) => {
		await openFolderOf(connection, handle, { readOnly: false });
		await connection.messageFlagsRemove(String(handle.uid), [BEGUN], { uid: true });
	}).catch(() => {});
}

/**
 * Takes a draft that was sent out of the folder. Never throws: the message is out.
 *
 * @returns what could not be done, in a sentence; undefined where it was
 */
export async function removeSent(
	account: Account,
	{ handle, messageId, from, recipients }: DraftToSend,
): Promise<string | undefined> {
	if (!handle) return undefined;
	remember(account, handle, { messageId, from, recipients });
	try {
		await withConnection(account, 'fetch', async (connection) => {
			await openFolderOf(connection, handle, { readOnly: false });
			await expungeMessages(connection, [handle.uid]);
		});
		return undefined;
	} catch (error) {
		const { what } = toEnvelopeError(error, 'fetch');
		return `The draft ${formatHandle(handle)} was sent and could not be deleted: ${what}. Sending it again deletes it, and does not send it twice.`;
	}
}

/**
 * Marks what a draft that was sent answers or passes on, wherever it is now, as mail programs do. Never
 * throws: the message is out.
 *
 * @returns what could not be done, in a sentence; undefined where it was, or where there is nothing
 */
export async function flagOriginal(
	account: Account,
	{ stored: { header } }: DraftToSend,
): Promise<string | undefined> {
	const fields = fieldsIn(header);
	const idIn = (name: string) => messageIdsIn(valuesOf(fields, name)[0] ?? '')[0];
	const forwarded = idIn('x-forwarded-message-id');
	const id = forwarded ?? idIn('in-reply-to');
	if (id === undefined) return undefined;
	try {
		const original = await withConnectionAgain(account, 'fetch', (connection) =>
			locate(connection, id),
		);
		const flag = forwarded === undefined ? '\\Answered' : '$Forwarded';
		return original && (await addFlag(account, original, flag));
	} catch (error) {
		return `What the draft answers could not be marked: ${toEnvelopeError(error, 'fetch').what}.`;
	}
}

function wasSent(messageId: string, copy: string): EnvelopeError {
	const what = `The draft ${messageId} was sent before; its copy is ${copy}`;
	return new EnvelopeError('MESSAGE_NOT_FOUND', what, {
		phase: 'fetch',
		remedy: 'There is nothing left to do.',
	});
}
