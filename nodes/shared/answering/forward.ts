import { buffer } from 'node:stream/consumers';
import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import type { Account } from '../../../mail/account/settings';
import { type Original, readOriginal } from '../../../mail/imap/original';
import { parseAddresses } from '../../../mail/message/address';
import { fileNameOf, forwardedOf } from '../../../mail/message/answer/forward';
import { forwardSubject } from '../../../mail/message/answer/subject';
import type { OutgoingAttachment, OutgoingContent } from '../../../mail/message/outgoing';
import { checked, labelsOf } from '../checked';
import { flag, text } from '../given';
import { bodyFields, optionsField, type Show } from '../message/messageFields';
import { messageField, readReference } from '../message/messageLocator';
import { readContent } from '../message/readMessage';
import { type About, withOriginal } from './original';

const forwardOptions: INodeProperties[] = [
	{
		displayName: 'Include Attachments',
		name: 'includeAttachments',
		type: 'boolean',
		default: true,
		description: 'Whether the files of the original go with it, where it is forwarded inline',
	},
	{
		displayName: 'Subject',
		name: 'subject',
		type: 'string',
		default: '',
		placeholder: 'e.g. For your files',
		description: 'Instead of the subject of the original, with "Fwd:" before it',
	},
];

/**
 * @param toRequired whether it cannot do without recipients
 * @param options besides those of every forwarded message
 */
export function forwardFields(
	show: Show,
	{ toRequired, options }: { toRequired: boolean; options: INodeProperties[] },
): INodeProperties[] {
	return [
		messageField(show, 'forward'),
		{
			displayName: 'To',
			name: 'to',
			type: 'string',
			default: '',
			required: toRequired,
			placeholder: 'e.g. jane@example.com, john@example.com',
			description: 'Who gets the message, separated by commas',
			displayOptions: { show },
		},
		{
			displayName: 'Forward As',
			name: 'forwardAs',
			type: 'options',
			options: [
				{
					name: 'Inline',
					value: 'inline',
					description: 'Below your text, with its files',
				},
				{
					name: 'Attachment',
					value: 'attachment',
					description:
						'Unchanged as a file that mail programs open, with its header and all it holds',
				},
			],
			default: 'inline',
			displayOptions: { show },
		},
		...bodyFields(show),
		optionsField(show, [...options, ...forwardOptions]),
	];
}

const labels = labelsOf(forwardOptions);

const optionsSchema = z.object({
	includeAttachments: flag(true),
	subject: text,
});

const forwardAs = z.enum(['inline', 'attachment'], {
	error: 'Forward As must be "inline" or "attachment"',
});

/** The forwarded message that an item describes. @throws EnvelopeError */
export async function readForward(
	context: IExecuteFunctions,
	itemIndex: number,
	account: Account,
): Promise<About> {
	const reference = readReference(context, itemIndex);
	const way = checked(forwardAs, context.getNodeParameter('forwardAs', itemIndex, 'inline'));
	const options = checked(
		optionsSchema,
		context.getNodeParameter('options', itemIndex, {}),
		labels,
	);
	const to = parseAddresses('To', context.getNodeParameter('to', itemIndex, ''));
	const content = readContent(context, itemIndex, account);
	const original = await readOriginal(account, reference);
	const { subject, truncated } = original.message;
	const { includeAttachments: withFiles } = options;
	const isCut = way === 'inline' && withFiles && truncated.includes('attachments');
	return {
		original,
		message: {
			...(way === 'inline'
				? withOriginal(content, original, forwardedOf, context.getTimezone(), { withFiles })
				: await attached(content, original)),
			date: new Date(),
			to,
			subject: options.subject || forwardSubject(subject),
		},
		flag: '$Forwarded',
		warnings: isCut ? [filesLeftOut] : [],
	};
}

const filesLeftOut =
	'The original has more files than could be included: forward it as an attachment to send them all.';

/** Of a message that is attached as such, which takes memory; a larger one goes as a plain file. */
const MAX_IN_MEMORY = 10 * 1024 * 1024;

async function attached(
	content: OutgoingContent,
	{ message, open }: Original,
): Promise<OutgoingContent> {
	const fileName = fileNameOf(message.subject);
	const file: OutgoingAttachment =
		message.size > MAX_IN_MEMORY
			? { fileName, mimeType: 'application/octet-stream', content: open }
			: { fileName, original: await buffer(await open()) };
	return { ...content, attachments: [...content.attachments, file] };
}
