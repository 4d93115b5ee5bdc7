import type { Account } from '../../account/settings';
import { Turns } from '../../outbox/turns';

const turns = new Turns();

/**
 * Changes or sends a draft when the calls before that do so with the same one are done, so that each sees
 * what came of these. To be called without a connection, of which there are few.
 *
 * @param messageId of the draft, or draftMessageId for one that has none
 * @throws what `call` throws
 */
export async function inTurnFor<T>(
	account: Account,
	messageId: string,
	call: () => Promise<T>,
): Promise<T> {
	return turns.inTurn(`${account.key} ${messageId}`, call);
}
