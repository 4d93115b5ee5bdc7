import type { Account } from '../../account/settings';
import { shorten } from '../../imap/knownIds';
import type { MailAddress } from '../../message/address';
import { formatHandle, type Handle } from '../../message/handle';

/** Drafts that are remembered; some 300 bytes each. */
const MAX_DEPARTED = 1_000;

/** A draft that was sent and is gone. */
export interface Departed {
	messageId: string;
	from: MailAddress | undefined;
	recipients: string[];
}

/** By account and handle, and by account and Message-ID. */
const departed = new Map<string, Departed>();

/** Remembers, for as long as n8n runs, what a draft was that is not there any more. */
export function remember(account: Account, handle: Handle, draft: Departed): void {
	departed.set(`${account.key} ${formatHandle(handle)}`, draft);
	departed.set(`${account.key} ${draft.messageId}`, draft);
	shorten(departed, 2 * MAX_DEPARTED);
}

/** @param name a handle or a Message-ID with angle brackets */
export function remembered(account: Account, name: string): Departed | undefined {
	return departed.get(`${account.key} ${name}`);
}
