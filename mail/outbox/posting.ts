import type { Account } from '../account/settings';
import type { ComposedMessage } from '../message/compose';
import type { SmtpEnvelope } from '../smtp/attempt';
import type { RetryPolicy } from './attempts';

/** A message on its way out. */
export interface Posting {
	account: Account;
	message: ComposedMessage;
	envelope: SmtpEnvelope;
	retry: RetryPolicy;
	/** Somebody may have sent it before this process began, so that it is looked for first. */
	mayBeRepeat: boolean;
	/**
	 * Of a message that is stored as a draft: whether somebody began to send it, and nobody here knows
	 * what came of that.
	 */
	wasBegun?: boolean;
	/** Where the outcome is unknown and the mailbox does not show it: whether to risk a second copy. */
	sendAgainInDoubt: boolean;
}
