import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';
import type { Account } from '../../mail/account/settings';
import { parseAddresses } from '../../mail/message/address';
import { newMessageId } from '../../mail/message/messageId';
import type { OutgoingContent, OutgoingMessage } from '../../mail/message/outgoing';
import { attachmentsOf } from './attachments';
import { checked } from './checked';
import { messageFields, messageOptions } from './messageFields';
import { accountAddress, senderOf } from './sender';

/** Expressions and models give numbers and null where text is meant. */
const given = z
	.union([z.string(), z.number(), z.boolean()], { error: 'must be text, not an object or a list' })
	.nullable()
	.transform((value) => String(value ?? ''));

const text = given.default('');

const priority = z.enum(['high', 'normal', 'low']).default('normal');

const fieldsSchema = z.object({
	bodyFormat: z.enum(['text', 'html', 'both']),
	/** Undefined where the format is the other one. */
	text: given.optional(),
	html: given.optional(),
	options: z.object({
		fromAddress: text,
		fromName: text,
		priority: z.preprocess((value) => value || undefined, priority),
		headers: z
			.object({ header: z.array(z.object({ name: text, value: text })).default([]) })
			.default({ header: [] }),
		cc: z.unknown().optional(),
		bcc: z.unknown().optional(),
		replyTo: z.unknown().optional(),
		attachments: z.unknown().optional(),
	}),
});

const labels = Object.fromEntries(
	[...messageFields({}, false), ...messageOptions].map(({ name, displayName }) => [
		name,
		displayName,
	]),
);

/**
 * What every message that is sent or drafted is made of, the sender's signature included; every
 * field may be an expression of its own.
 *
 * @throws EnvelopeError INVALID_FIELD, INVALID_ADDRESS, ATTACHMENT_MISSING
 */
export function readContent(
	context: IExecuteFunctions,
	itemIndex: number,
	account: Account,
): OutgoingContent {
	const { options, ...body } = readBody(context, itemIndex);
	return {
		from: senderOf(account, options),
		replyTo: parseAddresses('Reply To', options.replyTo),
		cc: parseAddresses('CC', options.cc),
		bcc: parseAddresses('BCC', options.bcc),
		text: body.text,
		html: body.html,
		attachments: attachmentsOf(context, itemIndex, options.attachments, body.html),
		headers: options.headers.header,
		priority: options.priority,
	};
}

/**
 * The new message that the fields of an item describe.
 *
 * @param messageId with angle brackets
 * @throws EnvelopeError INVALID_FIELD, INVALID_ADDRESS, ATTACHMENT_MISSING
 */
export function readMessage(
	context: IExecuteFunctions,
	itemIndex: number,
	account: Account,
	messageId: string = newMessageId(accountAddress(account)),
): OutgoingMessage {
	const { subject } = checked(
		z.object({ subject: text }),
		{ subject: context.getNodeParameter('subject', itemIndex, '') },
		labels,
	);
	return {
		...readContent(context, itemIndex, account),
		messageId,
		date: new Date(),
		to: parseAddresses('To', context.getNodeParameter('to', itemIndex, '')),
		subject,
	};
}

function readBody(context: IExecuteFunctions, itemIndex: number) {
	const parameter = (name: string, fallback?: unknown) =>
		context.getNodeParameter(name, itemIndex, fallback);
	const bodyFormat = parameter('bodyFormat');
	return checked(
		fieldsSchema,
		{
			bodyFormat,
			text: bodyFormat === 'html' ? undefined : parameter('text', ''),
			html: bodyFormat === 'text' ? undefined : parameter('html', ''),
			options: parameter('options', {}),
		},
		labels,
	);
}
