import { createHash } from 'node:crypto';
import { type Account, mailboxOf } from '../../account/settings';
import { formatHandle, type Handle } from '../../message/handle';
import { newMessageId } from '../../message/messageId';
import { parseAddress } from '../../message/address';

/**
 * The Message-ID of a draft that has none: the same each time, so that a send that is repeated after
 * a failure finds what was sent.
 */
export function draftMessageId(account: Account, handle: Handle): string {
	const { address } = parseAddress('The email address of the account', account.address);
	const place = `${mailboxOf(account)} ${formatHandle(handle)}`;
	return newMessageId(address, createHash('sha256').update(place).digest('hex').slice(0, 40));
}
