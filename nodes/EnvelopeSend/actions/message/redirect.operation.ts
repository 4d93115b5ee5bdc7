import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { locateOriginal } from '../../../../mail/imap/original';
import { parseAddresses } from '../../../../mail/message/address';
import { formatHandle } from '../../../../mail/message/handle';
import { redirected } from '../../../../mail/message/answer/redirect';
import { unique } from '../../../../mail/message/answer/reply';
import { accountOf } from '../../../shared/account/account';
import { deliveryOptions } from '../../../shared/sending/deliveryOptions';
import { readDelivery } from '../../../shared/sending/deliverySettings';
import type { NodeItem } from '../../../shared/items';
import { optionsField } from '../../../shared/message/messageFields';
import { messageIdOf } from '../../../shared/message/messageId';
import { accountAddress } from '../../../shared/message/sender';
import { sendComposed } from '../../../shared/sending/sendMessage';
import { messageField, readReference } from '../../../shared/message/messageLocator';
import { originalJson } from '../../../shared/answering/original';

const show = { resource: ['message'], operation: ['redirect'] };

export const description: INodeProperties[] = [
	messageField(show, 'redirect'),
	{
		displayName: 'To',
		name: 'to',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. jane@example.com, john@example.com',
		description:
			'Who gets the message, separated by commas. They see it as its author wrote it, and answer the author.',
		displayOptions: { show },
	},
	optionsField(show, deliveryOptions),
];

/** Sends a message on unchanged, as if it had been for others (RFC 5322 §3.6.6). @throws EnvelopeError */
export async function execute(context: IExecuteFunctions, itemIndex: number): Promise<NodeItem> {
	const account = await accountOf(context, itemIndex);
	const reference = readReference(context, itemIndex);
	const settings = readDelivery(context, itemIndex);
	const from = accountAddress(account);
	const to = unique(parseAddresses('To', context.getNodeParameter('to', itemIndex, '')));
	const original = await locateOriginal(account, reference);
	const id = messageIdOf(
		context,
		itemIndex,
		{
			from: { name: '', address: from },
			to,
			cc: [],
			bcc: [],
			subject: formatHandle(original.handle),
		},
		settings.idempotencyKey,
	);
	const recipients = to.map(({ address }) => address);
	const item = await sendComposed(context, {
		account,
		composed: redirected(original, { from, to: recipients, date: new Date(), id }),
		settings,
		from,
		to: recipients,
		after: async () => [],
	});
	return {
		...item,
		json: {
			...item.json,
			resentMessageId: id,
			original: originalJson(original.handle, original.messageId),
		},
	};
}
