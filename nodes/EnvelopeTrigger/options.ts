import type { INodeProperties, ITriggerFunctions } from 'n8n-workflow';
import { z } from 'zod';
import { checked } from '../shared/checked';

const MEGABYTE = 1024 * 1024;

export const triggerOptions: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	options: [
		{
			displayName: 'Download Attachments',
			name: 'downloadAttachments',
			type: 'boolean',
			default: false,
			description:
				'Whether to give out the attached files as binary fields attachment_0, attachment_1 and so on. Without it they are only described.',
		},
		{
			displayName: 'Largest Attachment (MB)',
			name: 'maxAttachmentMegabytes',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 25,
			description: 'Larger files are described and not downloaded',
		},
		{
			displayName: 'Messages at a Time',
			name: 'maxInFlight',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 100 },
			default: 10,
			description: 'How many executions may run at once; further messages wait on the server',
		},
	],
};

const settings = z.object({
	folder: z.string().min(1),
	startFrom: z.enum(['now', 'unread', 'all']),
	options: z.object({
		downloadAttachments: z.boolean().default(false),
		maxAttachmentMegabytes: z.number().positive().default(25),
		maxInFlight: z.number().int().min(1).max(100).default(10),
	}),
});

export interface TriggerSettings {
	folder: string;
	startFrom: 'now' | 'unread' | 'all';
	maxInFlight: number;
	/** Bytes up to which an attachment is downloaded; undefined where none is wanted. */
	maxAttachmentBytes: number | undefined;
}

/** The node's fields, checked. */
export function readSettings(context: ITriggerFunctions): TriggerSettings {
	const { folder, startFrom, options } = checked(settings, {
		folder: context.getNodeParameter('folder', 'INBOX', { extractValue: true }),
		startFrom: context.getNodeParameter('startFrom', 'now'),
		options: context.getNodeParameter('options', {}),
	});
	return {
		folder,
		startFrom,
		maxInFlight: options.maxInFlight,
		maxAttachmentBytes: options.downloadAttachments
			? options.maxAttachmentMegabytes * MEGABYTE
			: undefined,
	};
}
