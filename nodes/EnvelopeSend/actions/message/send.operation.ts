import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { accountOf } from '../../../shared/account/account';
import { deliveryOptions } from '../../../shared/sending/deliveryOptions';
import type { NodeItem } from '../../../shared/items';
import { messageFields, messageOptions, optionsField } from '../../../shared/message/messageFields';
import { readMessage } from '../../../shared/message/readMessage';
import { sendMessage } from '../../../shared/sending/sendMessage';

const show = { resource: ['message'], operation: ['send'] };

export const description: INodeProperties[] = [
	...messageFields(show, true),
	optionsField(show, [...messageOptions, ...deliveryOptions]),
];

/** Sends the message of one item. @throws EnvelopeError */
export async function execute(context: IExecuteFunctions, itemIndex: number): Promise<NodeItem> {
	const account = await accountOf(context, itemIndex);
	return sendMessage(context, itemIndex, account, readMessage(context, itemIndex, account));
}
