import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';
import type { Account } from '../../mail/account/settings';
import { parseAddress, parseAddresses } from '../../mail/message/address';
import { newMessageId } from '../../mail/message/messageId';
import type { OutgoingMessage } from '../../mail/message/outgoing';
import { attachmentsOf } from './attachments';
import { checked } from './checked';
import { messageFields, messageOptions } from './messageFields';

/** Expressions and models give numbers and null where text is meant. */
const given = z
	.union([z.string(), z.number(), z.boolean()], { error: 'must be text, not an object or a list' })
	.nullable()
	.transform((value) => String(value ?? ''));

const text = given.default('');

const priority = z.enum(['high', 'normal', 'low']).default('normal');

const fieldsSchema = z.object({
	subject: text,
	bodyFormat: z.enum(['text', 'html', 'both']),
	/** Undefined where the format is the other one. */
	text: given.optional(),
	html: given.optional(),
	options: z.object({
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
 * The message that the fields of an item describe; every field may be an expression of its own.
 *
 * @throws EnvelopeError INVALID_FIELD, INVALID_ADDRESS, ATTACHMENT_MISSING
 */
export function readMessage(
	context: IExecuteFunctions,
	itemIndex: number,
	account: Account,
): OutgoingMessage {
	const parameter = (name: string, fallback?: unknown) =>
		context.getNodeParameter(name, itemIndex, fallback);
	const bodyFormat = parameter('bodyFormat');
	const { subject, options, ...body } = checked(
		fieldsSchema,
		{
			subject: parameter('subject', ''),
			bodyFormat,
			text: bodyFormat === 'html' ? undefined : parameter('text', ''),
			html: bodyFormat === 'text' ? undefined : parameter('html', ''),
			options: parameter('options', {}),
		},
		labels,
	);
	const { address } = parseAddress('The email address of the account', account.address);
	return {
		messageId: newMessageId(address),
		date: new Date(),
		from: { name: options.fromName || account.senderName, address },
		replyTo: parseAddresses('Reply To', options.replyTo),
		to: parseAddresses('To', parameter('to', '')),
		cc: parseAddresses('CC', options.cc),
		bcc: parseAddresses('BCC', options.bcc),
		subject,
		text: body.text,
		html: body.html,
		attachments: attachmentsOf(context, itemIndex, options.attachments, body.html),
		headers: options.headers.header,
		priority: options.priority,
	};
}
