import type { Account } from '../../account/settings';
import { EnvelopeError } from '../../errors';
import type { Connection } from '../../imap/connection';
import { withConnection } from '../../imap/pool';

/**
 * Runs some commands, and once more on another connection where the first ended in between: a pooled one
 * may have died unseen, and what was under way has to be looked at.
 *
 * @param use takes up where it was
 * @throws EnvelopeError
 */
export async function takingUp(
	account: Account,
	use: (connection: Connection) => Promise<void>,
): Promise<void> {
	try {
		await withConnection(account, 'fetch', use);
	} catch (error) {
		if (!isLoss(error)) throw error;
		await withConnection(account, 'fetch', use);
	}
}

function isLoss(error: unknown): boolean {
	const codes = ['CONNECTION_LOST', 'CONNECTION_TIMEOUT'];
	return error instanceof EnvelopeError && codes.includes(error.code);
}
