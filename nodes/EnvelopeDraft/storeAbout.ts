import type { Account } from '../../mail/account/settings';
import { createDraft } from '../../mail/mailbox/drafts/create';
import { type About, originalJson } from '../shared/answering/original';
import type { NodeItem } from '../shared/items';
import { createdJson } from './createdJson';

/** Stores a message that came out of another one as a draft; whom it is for is said for a check. */
export async function storeAbout(
	account: Account,
	{ original, message, warnings }: About,
): Promise<NodeItem> {
	const { to, cc, subject, inReplyTo } = message;
	return {
		json: {
			...createdJson(await createDraft(account, message), inReplyTo),
			to: to.map((address) => ({ ...address })),
			cc: cc.map((address) => ({ ...address })),
			subject,
			original: originalJson(original.handle, original.message.messageId),
			warnings,
		},
	};
}
