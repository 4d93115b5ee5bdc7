import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import type { Account } from '../../../mail/account/settings';
import { readOriginal } from '../../../mail/imap/original';
import { quoteOf } from '../../../mail/message/answer/quote';
import { replyRecipients, threadOf, unique, without } from '../../../mail/message/answer/reply';
import { replySubject } from '../../../mail/message/answer/subject';
import { checked, labelsOf } from '../checked';
import { flag, text } from '../given';
import { bodyFields, optionsField, type Show } from '../message/messageFields';
import { messageField, readReference } from '../message/messageLocator';
import { readContent } from '../message/readMessage';
import { type About, withOriginal } from './original';

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

/** @param options besides those of every answer */
export function replyFields(show: Show, options: INodeProperties[]): INodeProperties[] {
	return [
		messageField(show, 'answer'),
		...bodyFields(show),
		optionsField(show, [...options, ...replyOptions]),
	];
}

const labels = labelsOf(replyOptions);

const optionsSchema = z.object({
	quoteOriginal: flag(true),
	subject: text,
});

/**
 * The answer that an item describes.
 *
 * @param all whether the other recipients get it, too
 * @throws EnvelopeError
 */
export async function readReply(
	context: IExecuteFunctions,
	itemIndex: number,
	account: Account,
	{ all }: { all: boolean },
): Promise<About> {
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
	return {
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
	};
}

const noThread =
	'The original has no Message-ID, so that mail programs will not show the answer in its conversation.';
