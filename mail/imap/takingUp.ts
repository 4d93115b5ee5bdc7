import type { Account } from '../account/settings';
import { EnvelopeError, type Phase } from '../errors';
import type { Connection } from './connection';
import { withConnectionAgain } from './pool';

/**
 * Runs some commands, and once more on another connection where the first ended in between: a pooled one
 * may have died unseen, and what was under way has to be looked at.
 *
 * @param phase what the caller is doing, for errors
 * @param use takes up where it was
 * @throws EnvelopeError
 */
export async function takingUp<T>(
	account: Account,
	phase: Phase,
	use: (connection: Connection) => Promise<T>,
): Promise<T> {
	try {
		return await withConnectionAgain(account, phase, use);
	} catch (error) {
		if (!isLoss(error)) throw error;
		return withConnectionAgain(account, phase, use);
	}
}

/** Whether what was under way may have reached the server, and its answer not us. */
export function isLoss(error: unknown): boolean {
	const codes = ['CONNECTION_LOST', 'CONNECTION_TIMEOUT'];
	return error instanceof EnvelopeError && codes.includes(error.code);
}
