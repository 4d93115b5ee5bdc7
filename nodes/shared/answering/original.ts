import type { Original } from '../../../mail/imap/original';
import { divided, newContentIds } from '../../../mail/message/answer/originalFiles';
import { type Quote, withQuote } from '../../../mail/message/answer/quote';
import { formatHandle, type Handle } from '../../../mail/message/handle';
import type { Message } from '../../../mail/message/model';
import type { OutgoingContent } from '../../../mail/message/outgoing';
import type { Unnamed } from '../sending/sendMessage';

/** A message that came out of another one. */
export interface About {
	original: Original;
	message: Unnamed;
	/** What the other one is marked with once this one is out. */
	flag: string;
	/** What is to be said besides. */
	warnings: string[];
}

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
