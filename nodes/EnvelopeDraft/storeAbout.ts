import type { IExecuteFunctions } from 'n8n-workflow';
import type { Account } from '../../mail/account/settings';
import { createDraft } from '../../mail/mailbox/drafts/create';
import { threadOf } from '../../mail/message/answer/reply';
import { type About, originalJson } from '../shared/answering/original';
import type { NodeItem } from '../shared/items';
import { messageIdOf } from '../shared/message/messageId';
import { createdJson } from './createdJson';

/** Thunderbird's, by which the original is known when the draft is sent. */
const FORWARDED = 'X-Forwarded-Message-Id';

/** Stores a message that came out of another one as a draft; whom it is for is said for a check. */
export async function storeAbout(
	context: IExecuteFunctions,
	itemIndex: number,
	account: Account,
	{ original, message, flag, warnings }: About,
): Promise<NodeItem> {
	const { to, cc, subject, inReplyTo } = message;
	const id = flag === '$Forwarded' ? threadOf(original.message)?.messageId : undefined;
	const noted = id === undefined ? [] : [{ name: FORWARDED, value: id }];
	const messageId = messageIdOf(context, itemIndex, message);
	const draft = { ...message, messageId, headers: [...message.headers, ...noted] };
	return {
		json: {
			...createdJson(await createDraft(account, draft), inReplyTo),
			to: to.map((address) => ({ ...address })),
			cc: cc.map((address) => ({ ...address })),
			subject,
			original: originalJson(original.handle, original.message.messageId),
			warnings,
		},
	};
}
