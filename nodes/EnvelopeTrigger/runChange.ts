import { mailboxOf } from '../../mail/account/settings';
import type { Change } from '../../mail/imap/watch/changes';
import type { Message } from '../../mail/message/model';
import { applyAfter } from './applyAfter';
import { messageItem } from '../shared/reading/messageItem';
import { openPieces } from '../shared/reading/openPieces';
import type { Watched } from './readerOf';

/**
 * Runs the workflow for something that happened to a message, and waits for the end.
 *
 * @param message absent for one that is gone
 */
export async function runChange(
	watched: Watched,
	{ key, added, removed, outline }: Change,
	message: Message | undefined,
): Promise<void> {
	const { context, account, settings, run } = watched;
	const what = [mailboxOf(account()), key];
	if (!message) {
		await run([{ json: { ...outline } }], what);
		return;
	}
	const open = openPieces(account(), message);
	const item = await messageItem(context, message, settings.output, open, { lastAttempt: true });
	const json = { ...item.json, flagsAdded: added, flagsRemoved: removed };
	await applyAfter(watched, [message.id], await run([{ ...item, json }], what));
}
