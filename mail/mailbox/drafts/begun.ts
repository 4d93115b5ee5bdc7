import type { Account } from '../../account/settings';
import { EnvelopeError } from '../../errors';
import { gone, openFolderOf } from '../../imap/find';
import { withConnectionAgain } from '../../imap/pool';
import { assertUsable, fetchOf } from '../../imap/usable';
import { BEGUN, type DraftToSend, isBegun } from './toSend';
import { inTurnFor } from './turns';

/**
 * Sends a draft when the calls before that change or send it are done, so that each sees what came of
 * these.
 *
 * @param send with whether somebody began to send it: a process that ended meanwhile, or another one
 * with the same mailbox
 * @param mayBeOut of what `send` failed with: whether the message may be out all the same. Where it is
 * not, the draft can be sent again
 * @throws EnvelopeError MESSAGE_NOT_FOUND for one that is gone, CONNECTION_LOST before anything was sent,
 * and what `send` throws
 */
export async function inTurn<T>(
	account: Account,
	draft: DraftToSend,
	send: (wasBegun: boolean) => Promise<T>,
	mayBeOut: (error: unknown) => boolean,
): Promise<T> {
	return inTurnFor(account, draft.messageId, async () => {
		const wasBegun = await markBegun(account, draft);
		try {
			return await send(wasBegun);
		} catch (error) {
			if (!wasBegun && !mayBeOut(error)) await unmarkBegun(account, draft);
			throw error;
		}
	});
}

/**
 * Marks a draft, so that it is not sent again where this process ends before it is out. That it cannot
 * be marked, as by a server that keeps no keywords, is no reason not to send.
 *
 * @returns whether somebody began to send it, also since it was found
 * @throws EnvelopeError MESSAGE_NOT_FOUND, CONNECTION_LOST
 */
async function markBegun(account: Account, draft: DraftToSend): Promise<boolean> {
	const { handle, wasBegun } = draft;
	if (!handle) return true;
	// The own mark, where the connection was lost before the server had said so, is nobody else's.
	let told = false;
	return withConnectionAgain(account, 'fetch', async (connection) => {
		await openFolderOf(connection, handle, { readOnly: false });
		const [there] = await fetchOf(connection, [handle.uid], { flags: true });
		if (!there) throw gone(connection, handle);
		if (isBegun(there.flags)) return !told;
		told = true;
		await connection.messageFlagsAdd(String(handle.uid), [BEGUN], { uid: true });
		assertUsable(connection);
		return false;
	}).catch(async (error: unknown) => {
		const isKept = error instanceof EnvelopeError && keepsFromSending.has(error.code);
		if (!isKept) return wasBegun;
		// The mark may have come there all the same.
		if (told) await unmarkBegun(account, draft);
		throw error;
	});
}

/** Nothing is out yet. */
const keepsFromSending = new Set<EnvelopeError['code']>(['MESSAGE_NOT_FOUND', 'CONNECTION_LOST']);

/** Takes the mark away again: nobody got the message. Never throws, for it comes after an error. */
async function unmarkBegun(account: Account, { handle }: DraftToSend): Promise<void> {
	if (!handle) return;
	await withConnectionAgain(account, 'fetch', async (connection) => {
		await openFolderOf(connection, handle, { readOnly: false });
		await connection.messageFlagsRemove(String(handle.uid), [BEGUN], { uid: true });
	}).catch(() => {});
}
