import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { append } from '../../../../mail/imap/append';
import { findOriginal } from '../../../../mail/imap/find';
import { specialFolder } from '../../../../mail/imap/folders';
import { withConnection } from '../../../../mail/imap/pool';
import { compose, messageBytes } from '../../../../mail/message/compose';
import { formatHandle } from '../../../../mail/message/handle';
import { newMessageId } from '../../../../mail/message/messageId';
import { accountOf } from '../../../shared/account/account';
import { checked } from '../../../shared/checked';
import type { NodeItem } from '../../../shared/items';
import { draftOptions, messageFields, optionsField } from '../../../shared/message/messageFields';
import { readMessage } from '../../../shared/message/readMessage';

/** A model may leave it out, or say null. */
const reply = z
	.string({ error: 'In Reply To must be the ID of a message' })
	.nullish()
	.transform((text) => text?.trim() ?? '');

const show = { resource: ['draft'], operation: ['create'] };

export const description: INodeProperties[] = [
	...messageFields(show, false),
	{
		displayName: 'In Reply To',
		name: 'inReplyTo',
		type: 'string',
		default: '',
		placeholder: 'e.g. 42.1700000000.INBOX',
		description:
			'ID or Message-ID of the message that this answers, so that mail programs show it in the conversation. Leave empty for a new one.',
		displayOptions: { show },
	},
	optionsField(show, draftOptions),
];

/** Puts the message of one item into the Drafts folder. @throws EnvelopeError */
export async function execute(context: IExecuteFunctions, itemIndex: number): Promise<NodeItem> {
	const account = await accountOf(context, itemIndex);
	const message = readMessage(context, itemIndex, account);
	const messageId = newMessageId(message.from.address);
	const reference = checked(reply, context.getNodeParameter('inReplyTo', itemIndex, ''));
	return withConnection(account, 'append', async (connection) => {
		const folder = await specialFolder(connection, '\\Drafts');
		const inReplyTo = reference === '' ? undefined : await findOriginal(connection, reference);
		const composed = compose({ ...message, messageId, inReplyTo }, { keepBcc: true });
		const handle = await append(connection, folder, {
			bytes: await messageBytes(composed),
			messageId,
			flags: ['\\Draft', '\\Seen'],
			date: message.date,
		});
		return {
			json: {
				success: true,
				id: formatHandle(handle),
				messageId,
				folder,
				inReplyTo: inReplyTo?.messageId ?? null,
			},
		};
	});
}
