import type { Account } from '../account/settings';
import { connect, disconnect } from './connection';

/**
 * Signs in to the account's IMAP server and leaves.
 *
 * @param deadlineMs for all of it together
 * @throws EnvelopeError saying in which phase it failed
 */
export async function checkImap(account: Account, deadlineMs: number): Promise<void> {
	await disconnect(await connect(account, { deadlineMs, socketTimeoutMs: deadlineMs }));
}
