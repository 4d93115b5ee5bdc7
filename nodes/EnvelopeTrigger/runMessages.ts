import { mailboxOf } from '../../mail/account/settings';
import type { Arrival } from '../../mail/imap/watch/handingOn';
import { applyAfter } from './applyAfter';
import { messageItem } from '../shared/reading/messageItem';
import { openPieces } from '../shared/reading/openPieces';
import type { Watched } from './readerOf';

/** An attachment that breaks the connection each time would keep all messages behind it waiting. */
const ATTEMPTS_FOR_FILES = 3;

/**
 * Starts one execution for messages that came together, and does afterwards what was chosen.
 *
 * @param key the same whenever the same messages are run again
 * @param failures how often making the items has failed while the mailbox could be reached
 * @throws EnvelopeError, transient, where an item may be had whole later
 */
export async function runMessages(
	watched: Watched,
	arrivals: Arrival[],
	key: string,
	failures: number,
): Promise<{ done: Promise<void> }> {
	const { context, account, settings, run } = watched;
	const lastAttempt = failures >= ATTEMPTS_FOR_FILES - 1;
	const items = [];
	for (const { message } of arrivals) {
		const open = openPieces(account(), message);
		items.push(await messageItem(context, message, settings.output, open, { lastAttempt }));
	}
	const ids = arrivals.map(({ message }) => message.id);
	const done = run(items, [mailboxOf(account()), key]).then((ended) =>
		applyAfter(watched, ids, ended),
	);
	return { done };
}
