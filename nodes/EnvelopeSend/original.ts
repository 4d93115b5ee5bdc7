import type { IExecuteFunctions } from 'n8n-workflow';
import type { Account } from '../../mail/account/settings';
import { addFlag } from '../../mail/imap/flag';
import type { Original } from '../../mail/imap/original';
import { divided, newContentIds } from '../../mail/message/answer/originalFiles';
import { type Quote, withQuote } from '../../mail/message/answer/quote';
import { formatHandle, type Handle } from '../../mail/message/handle';
import type { Message } from '../../mail/message/model';
import type { OutgoingContent } from '../../mail/message/outgoing';
import type { NodeItem } from '../shared/items';
import { sendMessage, type Unnamed } from '../shared/sending/sendMessage';

/** What the output says of the message that the sent one is about. */
export function originalJson(handle: Handle, messageId: string | null) {
	return { id: formatHandle(handle), messageId };
}

/**
 * What the sender wrote with the original below it and the images that it shows.
 *
 * @param write how the original stands there
 * @param options.withFiles whether its other files go along
 */
export function withOriginal(
	content: OutgoingContent,
	{ message, files }: Original,
	write: (message: Message, timeZone: string, contentIds: ReadonlyMap<string, string>) => Quote,
	timeZone: string,
	{ withFiles }: { withFiles: boolean },
): OutgoingContent {
	const contentIds = newContentIds(files);
	const quote = write(message, timeZone, contentIds);
	// A text shows no images: they are files like the others there.
	const shown = content.html === undefined ? new Set<string>() : quote.shown;
	const { images, others } = divided(files, shown, contentIds);
	return {
		...content,
		...withQuote(content, quote),
		attachments: [...content.attachments, ...images, ...(withFiles ? others : [])],
	};
}

/**
 * Sends a message that came out of another one, and flags that one once it is out. That the flag
 * cannot be set is a warning: the message is with its recipients.
 *
 * @param warnings what is to be said besides
 */
export async function sendAbout(
	context: IExecuteFunctions,
	itemIndex: number,
	account: Account,
	about: { original: Original; message: Unnamed; flag: string; warnings: string[] },
): Promise<NodeItem> {
	const { original, message, flag, warnings } = about;
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
