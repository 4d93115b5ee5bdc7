import type { IExecuteFunctions } from 'n8n-workflow';
import { accountOf } from '../../../shared/account/account';
import { readReply, replyFields } from '../../../shared/answering/reply';
import type { NodeItem } from '../../../shared/items';
import { messageOptions } from '../../../shared/message/messageFields';
import { deliveryOptions } from '../../../shared/sending/deliveryOptions';
import { sendAbout } from '../../sendAbout';

const show = { resource: ['message'], operation: ['reply', 'replyAll'] };

export const description = replyFields(show, [...messageOptions, ...deliveryOptions]);

/** Answers the sender of a message. @throws EnvelopeError */
export function execute(context: IExecuteFunctions, itemIndex: number): Promise<NodeItem> {
	return answer(context, itemIndex, false);
}

/** Answers the sender and the other recipients of a message. @throws EnvelopeError */
export function executeAll(context: IExecuteFunctions, itemIndex: number): Promise<NodeItem> {
	return answer(context, itemIndex, true);
}

async function answer(
	context: IExecuteFunctions,
	itemIndex: number,
	all: boolean,
): Promise<NodeItem> {
	const account = await accountOf(context, itemIndex);
	const reply = await readReply(context, itemIndex, account, { all });
	return sendAbout(context, itemIndex, account, reply);
}
