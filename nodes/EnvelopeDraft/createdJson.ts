import type { IDataObject } from 'n8n-workflow';
import type { CreatedDraft } from '../../mail/mailbox/drafts/create';
import { formatHandle } from '../../mail/message/handle';
import type { OutgoingMessage } from '../../mail/message/outgoing';

/** What the output says of a draft that is new. */
export function createdJson(
	{ handle, messageId, alreadyCreated }: CreatedDraft,
	inReplyTo: OutgoingMessage['inReplyTo'],
): IDataObject {
	return {
		success: true,
		id: formatHandle(handle),
		messageId,
		folder: handle.folder,
		alreadyCreated,
		inReplyTo: inReplyTo?.messageId ?? null,
	};
}
