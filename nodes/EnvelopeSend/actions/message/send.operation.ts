import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { EnvelopeError } from '../../../../mail/errors';
import { compose } from '../../../../mail/message/compose';
import { deliver } from '../../../../mail/smtp/deliver';
import { accountOf } from '../../../shared/account';
import { messageFields, messageOptions, optionsField } from '../../../shared/messageFields';
import { readMessage } from '../../../shared/readMessage';

const show = { resource: ['message'], operation: ['send'] };

export const description: INodeProperties[] = [
	...messageFields(show, true),
	optionsField(show, messageOptions),
];

/** Sends the message of one item. @throws EnvelopeError */
export async function execute(context: IExecuteFunctions, itemIndex: number): Promise<IDataObject> {
	const startedAt = Date.now();
	const account = await accountOf(context, itemIndex);
	const message = readMessage(context, itemIndex, account);
	const recipients = [...message.to, ...message.cc, ...message.bcc].map(({ address }) => address);
	if (recipients.length === 0) {
		throw new EnvelopeError('INVALID_ADDRESS', 'The message has no recipient', {
			phase: 'compose',
			remedy: 'Fill in To, or CC or BCC under Options.',
		});
	}
	const envelope = { from: message.from.address, to: [...new Set(recipients)] };
	const delivery = await deliver(account, compose(message, { keepBcc: false }), envelope);
	return {
		success: true,
		messageId: message.messageId,
		status: delivery.status,
		accepted: delivery.accepted,
		rejected: delivery.rejected.map((rejection) => ({ ...rejection })),
		response: delivery.response,
		envelope,
		sentAt: new Date().toISOString(),
		executionTimeMs: Date.now() - startedAt,
	};
}
