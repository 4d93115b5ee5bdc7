import type { Account } from '../../account/settings';
import { asWords, toEnvelopeError } from '../../errors';
import { expungeMessages } from '../../imap/expunge';
import { locate, openFolderOf } from '../../imap/find';
import { addFlag } from '../../imap/flag';
import { withConnectionAgain } from '../../imap/pool';
import { fetchOf } from '../../imap/usable';
import { formatHandle } from '../../message/handle';
import { fieldsIn, valuesOf } from '../../message/headerFields';
import { messageIdsIn } from '../../message/messageId';
import { remember } from './departed';
import type { DraftToSend } from './toSend';

/** Remembers what a draft was that was sent, for when it is named again. */
export function rememberSent(account: Account, draft: DraftToSend): void {
	const { handle, messageId, from, recipients } = draft;
	if (handle) remember(account, handle, { messageId, from, recipients });
}

/**
 * Takes a draft that was sent out of the folder. Never throws: the message is out.
 *
 * @returns what could not be done, in a sentence; undefined where it was
 */
export async function removeSent(
	account: Account,
	{ handle }: DraftToSend,
): Promise<string | undefined> {
	if (!handle) return undefined;
	try {
		await withConnectionAgain(account, 'fetch', async (connection) => {
			await openFolderOf(connection, handle, { readOnly: false });
			await expungeMessages(connection, [handle.uid]);
		});
		return undefined;
	} catch (error) {
		const { what } = toEnvelopeError(error, 'fetch');
		const draft = asWords(formatHandle(handle));
		return `The draft ${draft} was sent and could not be deleted: ${what}. Sending it again deletes it, and does not send it twice.`;
	}
}

/**
 * Whether a draft that was sent and is to stay is still there; another program may have taken it away
 * meanwhile. Never throws: the message is out.
 */
export async function staysThere(account: Account, { handle }: DraftToSend): Promise<boolean> {
	if (!handle) return false;
	return withConnectionAgain(account, 'fetch', async (connection) => {
		await openFolderOf(connection, handle);
		return (await fetchOf(connection, [handle.uid], { size: true })).length > 0;
	}).catch(() => true);
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
