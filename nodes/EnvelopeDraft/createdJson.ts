import type { IDataObject } from 'n8n-workflow';
import { formatHandle, type Handle } from '../../mail/message/handle';
import type { OutgoingMessage } from '../../mail/message/outgoing';

/** What the output says of a draft that is new. */
export function createdJson(
	{ handle, messageId }: { handle: Handle; messageId: string },
	inReplyTo: OutgoingMessage['inReplyTo'],
): IDataObject {
	return {
		success: true,
		id: formatHandle(handle),
		messageId,
		folder: handle.folder,
		inReplyTo: inReplyTo?.messageId ?? null,
	};
}
