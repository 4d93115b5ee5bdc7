import type { Account } from '../../account/settings';
import { EnvelopeError } from '../../errors';
import type { Connection } from '../../imap/connection';
import { messageIdIn } from '../../imap/find';
import { openPiece } from '../../imap/part';
import { withConnectionAgain } from '../../imap/pool';
import { findSent } from '../../imap/sent';
import { partiesOf, type StoredDraft } from '../../message/draft/toSend';
import { formatHandle, type Handle, parseHandle } from '../../message/handle';
import { headerOf } from '../../message/withHeader';
import { type Departed, remembered } from './departed';
import { type Draft, draftIn, handleOfDraft, noDraft, openDrafts } from './folder';
import { draftMessageId } from './messageId';

/** The keyword of a draft that is being sent: what is left of a process that ended meanwhile. */
export const BEGUN = '$EnvelopeSending';

/** A draft that somebody wants to be sent. */
export interface DraftToSend extends Departed {
	/** Undefined where it is gone, because it was sent before. */
	handle: Handle | undefined;
	/** Somebody began to send it, and did not get as far as taking it out of the folder. */
	wasBegun: boolean;
	stored: StoredDraft;
}

/**
 * Finds a draft to send, or what is known of it where it was sent before. One that is gone when it is
 * used is looked for once more, by its Message-ID: meanwhile somebody sent it, or saved it anew.
 *
 * @param reference a handle or a Message-ID
 * @throws EnvelopeError MESSAGE_NOT_FOUND, STALE_HANDLE; INVALID_ADDRESS and INVALID_FIELD for one
 * that cannot be sent as it is; and what `use` throws
 */
export async function withDraftToSend<T>(
	account: Account,
	reference: string,
	use: (draft: DraftToSend) => Promise<T>,
): Promise<T> {
	const found = await lookFor(account, reference);
	try {
		return await use(await draftFor(account, found));
	} catch (error) {
		if (found.sent || !isGone(error)) throw error;
		const now = await lookFor(account, found.draft.messageId ?? reference);
		return use(await draftFor(account, now));
	}
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

async function draftFor(account: Account, found: Found): Promise<DraftToSend> {
	if (found.sent) {
		return { ...found.sent, handle: undefined, wasBegun: true, stored: nothingStored };
	}
	const { draft, handle } = found;
	const open = async () => openPiece(account, { handle });
	const stored = { header: await headerOf(open), open };
	const parties = await partiesOf(stored);
	const messageId = parties.messageId ?? draftMessageId(account, handle);
	return { ...parties, messageId, handle, wasBegun: isBegun(draft.flags), stored };
}

export function isBegun(flags: Iterable<string> = []): boolean {
	return [...flags].some((flag) => flag.toLowerCase() === BEGUN.toLowerCase());
}

function isGone(error: unknown): boolean {
	return error instanceof EnvelopeError && error.code === 'MESSAGE_NOT_FOUND';
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

function wasSent(messageId: string, copy: string): EnvelopeError {
	const what = `The draft ${messageId} was sent before; its copy is ${copy}`;
	return new EnvelopeError('MESSAGE_NOT_FOUND', what, {
		phase: 'fetch',
		remedy: 'There is nothing left to do.',
	});
}
