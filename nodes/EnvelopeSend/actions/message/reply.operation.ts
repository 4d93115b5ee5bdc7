import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { readOriginal } from '../../../../mail/imap/original';
import { quoteOf } from '../../../../mail/message/answer/quote';
import { replyRecipients, threadOf, unique, without } from '../../../../mail/message/answer/reply';
import { replySubject } from '../../../../mail/message/answer/subject';
import { accountOf } from '../../../shared/account/account';
import { checked, labelsOf } from '../../../shared/checked';
import { deliveryOptions } from '../../../shared/sending/deliveryOptions';
import { flag, text } from '../../../shared/given';
import type { NodeItem } from '../../../shared/items';
import { bodyFields, messageOptions, optionsField } from '../../../shared/message/messageFields';
import { readContent } from '../../../shared/message/readMessage';
import { messageField, readReference } from '../../../shared/message/messageLocator';
import { sendAbout, withOriginal } from '../../original';

const show = { resource: ['message'], operation: ['reply', 'replyAll'] };

const replyOptions: INodeProperties[] = [
	{
		displayName: 'Quote Original',
		name: 'quoteOriginal',
		type: 'boolean',
		default: true,
		description: 'Whether the message that is answered stands below the answer',
	},
	{
		displayName: 'Subject',
		name: 'subject',
		type: 'string',
		default: '',
		placeholder: 'e.g. Your order 4711',
		description: 'Instead of the subject of the message that is answered, with "Re:" before it',
	},
];

export const description: INodeProperties[] = [
	messageField(show, 'answer'),
	...bodyFields(show),
	optionsField(show, [...messageOptions, ...replyOptions, ...deliveryOptions]),
];

const labels = labelsOf(replyOptions);

const optionsSchema = z.object({
	quoteOriginal: flag(true),
	subject: text,
});

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
	const reference = readReference(context, itemIndex);
	const options = checked(
		optionsSchema,
		context.getNodeParameter('options', itemIndex, {}),
		labels,
	);
	const content = readContent(context, itemIndex, account);
	const original = await readOriginal(account, reference);
	const { sent, message } = original;
	const { to, cc, warnings } = replyRecipients(message, account, { all, sent });
	const inReplyTo = threadOf(message);
	const quoted = () =>
		withOriginal(content, original, quoteOf, context.getTimezone(), { withFiles: false });
	return sendAbout(context, itemIndex, account, {
		original,
		message: {
			...(options.quoteOriginal ? quoted() : content),
			date: new Date(),
			to,
			cc: without(unique([...cc, ...content.cc]), to),
			subject: options.subject || replySubject(message.subject),
			inReplyTo,
		},
		flag: '\\Answered',
		warnings: inReplyTo ? warnings : [...warnings, noThread],
	});
}

const noThread =
	'The original has no Message-ID, so that mail programs will not show the answer in its conversation.';
