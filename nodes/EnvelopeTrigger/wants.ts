import type { Account } from '../../mail/account/settings';
import { isReplyToUs } from '../../mail/imap/ourReplies';
import type { Message } from '../../mail/message/model';
import type { TriggerSettings } from './settings';

/**
 * Whether a message that came is of the event that was chosen.
 *
 * @throws EnvelopeError where the mailbox has to be asked and cannot be
 */
export async function wants(
	message: Message,
	{ event, repliesTo }: Pick<TriggerSettings, 'event' | 'repliesTo'>,
	account: Account,
): Promise<boolean> {
	if (event === 'bounce' || event === 'autoReply') return message.kind === event;
	return event !== 'reply' || isReplyToUs(account, message, repliesTo);
}
