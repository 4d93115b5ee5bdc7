import type { IExecuteFunctions } from 'n8n-workflow';
import type { Account } from '../../mail/account/settings';
import { addFlag } from '../../mail/imap/flag';
import { type About, originalJson } from '../shared/answering/original';
import type { NodeItem } from '../shared/items';
import { sendMessage } from '../shared/sending/sendMessage';

/**
 * Sends a message that came out of another one, and flags that one once it is out. That the flag
 * cannot be set is a warning: the message is with its recipients.
 */
export async function sendAbout(
	context: IExecuteFunctions,
	itemIndex: number,
	account: Account,
	{ original, message, flag, warnings }: About,
): Promise<NodeItem> {
	let flagged = false;
	const { json, ...rest } = await sendMessage(context, itemIndex, account, message, async () => {
		const problem = await addFlag(account, original.handle, flag);
		flagged = problem === undefined;
		return problem === undefined ? [] : [problem];
	});
	return {
		...rest,
		json: {
			...json,
			inReplyTo: message.inReplyTo?.messageId ?? null,
			original: originalJson(original.handle, original.message.messageId),
			flagged,
			warnings: [...warnings, ...[json.warnings ?? []].flat()],
		},
	};
}
