import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';
import { findOriginal } from '../../../../mail/imap/find';
import { withConnectionAgain } from '../../../../mail/imap/pool';
import { createDraft } from '../../../../mail/mailbox/drafts/create';
import { accountOf } from '../../../shared/account/account';
import { checked } from '../../../shared/checked';
import type { NodeItem } from '../../../shared/items';
import { draftOptions, messageFields, optionsField } from '../../../shared/message/messageFields';
import { messageIdOf } from '../../../shared/message/messageId';
import { readMessage } from '../../../shared/message/readMessage';
import type { Operation } from '../../../shared/operations';
import { createdJson } from '../../createdJson';

/** A model may leave it out, or say null. */
const reply = z
	.string({ error: 'In Reply To must be the ID of a message' })
	.nullish()
	.transform((text) => text?.trim() ?? '');

const show = { resource: ['draft'], operation: ['create'] };

export const create: Operation = {
	option: {
		name: 'Create',
		value: 'create',
		description: 'Write a draft into the Drafts folder; nothing is sent',
		action: 'Create a draft',
	},
	fields: [
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
	],
	run,
};

/** Puts the message of one item into the Drafts folder. @throws EnvelopeError */
async function run(context: IExecuteFunctions, itemIndex: number): Promise<NodeItem> {
	const account = await accountOf(context, itemIndex);
	const content = readMessage(context, itemIndex, account);
	const reference = checked(reply, context.getNodeParameter('inReplyTo', itemIndex, ''));
	const inReplyTo =
		reference === ''
			? undefined
			: await withConnectionAgain(account, 'fetch', (connection) =>
					findOriginal(connection, reference),
				);
	const message = { ...content, inReplyTo };
	const messageId = messageIdOf(context, itemIndex, message);
	return { json: createdJson(await createDraft(account, { ...message, messageId }), inReplyTo) };
}
