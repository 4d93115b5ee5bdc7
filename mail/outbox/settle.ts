import type { SentMessage } from '../imap/sent';
import type { Attempted } from './attempts';
import type { Clock } from '../clock';
import { foundAs, lookUp } from './lookup';
import type { Posting } from './posting';

/** When to look for a message in doubt, after one another; a server takes a moment to file it. */
const LOOK_AFTER_MS = [0, 2_000, 4_000];

/**
 * Looks for a message that was lost with the server's answer: the mailbox may know what the server
 * could not tell.
 */
export async function settle(
	{ account, message, retry }: Posting,
	clock: Clock,
): Promise<SentMessage | undefined> {
	for (const ms of account.imap ? LOOK_AFTER_MS : []) {
		await clock.wait(ms, retry.signal);
		const found = await lookUp(account, message, { inInbox: true }).catch(() => undefined);
		if (found) return found;
	}
	return undefined;
}

/** That it is in the mailbox proves that the server took it; for whom, where there is but one. */
export function proven(attempted: Attempted, found: SentMessage): Attempted {
	const { unknown } = attempted;
	const known = unknown.length === 1;
	return {
		...attempted,
		accepted: known ? unknown : [],
		unknown: known ? [] : unknown,
		response: foundAs(found),
		error: undefined,
	};
}
