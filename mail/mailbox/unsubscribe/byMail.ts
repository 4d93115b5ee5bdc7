import { createHash } from 'node:crypto';
import type { Account } from '../../account/settings';
import { parseAddress } from '../../message/address';
import { compose } from '../../message/compose';
import { newMessageId } from '../../message/messageId';
import type { MessageContent } from '../../message/model';
import { post } from '../../outbox/post';
import type { UnsubscribeMail } from './mailto';

const RETRY = { attempts: 3, budgetMs: 60_000 };

/**
 * Sends the mail that leaves a list, from the address of the account that the list wrote to. For the
 * same message of the list it is the same mail, which goes out once, however often it is asked for.
 *
 * @throws EnvelopeError where it is not sent
 */
export async function leaveByMail(
	account: Account,
	message: MessageContent & { id: string },
	{ to, subject, text }: UnsubscribeMail,
	signal: AbortSignal | undefined,
): Promise<{ note: string }> {
	const address = subscribedAddress(account, message);
	const source = [account.user, message.id, message.messageId, to, subject, text];
	const name = createHash('sha256').update(JSON.stringify(source)).digest('hex').slice(0, 40);
	const composed = compose(
		{
			messageId: newMessageId(address, name),
			date: new Date(),
			from: { name: account.senderName, address },
			to: [{ name: '', address: to }],
			...{ replyTo: [], cc: [], bcc: [], attachments: [], headers: [] },
			...{ subject, text, priority: 'normal' as const },
		},
		{ keepBcc: false },
	);
	const { alreadySent } = await post({
		account,
		message: composed,
		envelope: { from: address, to: [to] },
		retry: { ...RETRY, signal },
		mayBeRepeat: false,
		sendAgainInDoubt: false,
	});
	const sent = alreadySent ? 'was sent before' : 'was sent';
	return { note: `The mail to ${to} ${sent}; lists may ask back, or take some days to follow it.` };
}

/** Lists know their members by it. */
function subscribedAddress(account: Account, { to, cc }: MessageContent): string {
	const own = [account.address, ...account.aliases].map(
		(one) => parseAddress('An address of the account', one).address,
	);
	const written = new Set([...to, ...cc].map(({ address }) => address.toLowerCase()));
	return own.find((one) => written.has(one.toLowerCase())) ?? own[0] ?? account.address;
}
