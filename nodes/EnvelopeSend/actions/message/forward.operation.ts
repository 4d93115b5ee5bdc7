import type { IExecuteFunctions } from 'n8n-workflow';
import { accountOf } from '../../../shared/account/account';
import { forwardFields, readForward } from '../../../shared/answering/forward';
import type { NodeItem } from '../../../shared/items';
import { messageOptions } from '../../../shared/message/messageFields';
import { deliveryOptions } from '../../../shared/sending/deliveryOptions';
import { sendAbout } from '../../sendAbout';

const show = { resource: ['message'], operation: ['forward'] };

export const description = forwardFields(show, {
	toRequired: true,
	options: [...messageOptions, ...deliveryOptions],
});

/** Sends a message on to others, with a text of one's own. @throws EnvelopeError */
export async function execute(context: IExecuteFunctions, itemIndex: number): Promise<NodeItem> {
	const account = await accountOf(context, itemIndex);
	const forwarded = await readForward(context, itemIndex, account);
	return sendAbout(context, itemIndex, account, forwarded);
}
