import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { unsubscribe as leaveList } from '../../../../mail/mailbox/unsubscribe/unsubscribe';
import { accountOf } from '../../../shared/account/account';
import { checked, labelsOf } from '../../../shared/checked';
import { flag, text } from '../../../shared/given';
import type { NodeItem } from '../../../shared/items';
import { optionsField } from '../../../shared/message/messageFields';
import { messageField, readReference } from '../../../shared/message/messageLocator';
import type { Operation } from '../../../shared/operations';

const show = { resource: ['message'], operation: ['unsubscribe'] };

const options: INodeProperties[] = [
	{
		displayName: 'Allow Unverified Sender',
		name: 'allowUnverified',
		type: 'boolean',
		default: true,
		description:
			'Whether to leave also where your mail server has not confirmed that the sender wrote the unsubscribe fields (DKIM). Whoever forged them learns that the mailbox is read.',
	},
	{
		displayName: 'Method',
		name: 'method',
		type: 'options',
		options: [
			{
				name: 'Automatic',
				value: 'automatic',
				description: 'One click where the message offers it, else a mail',
			},
			{ name: 'Mail', value: 'mailto', description: 'A mail that is sent from the account' },
			{
				name: 'One Click',
				value: 'oneClick',
				description: 'A request to the website of the sender (RFC 8058)',
			},
		],
		default: 'automatic',
		description: 'How to leave the list; pages that are to be opened by hand are never opened',
	},
];

const dryRunField: INodeProperties = {
	displayName: 'Dry Run',
	name: 'dryRun',
	type: 'boolean',
	default: true,
	description: 'Whether to only say what would be done. Switch it off to leave the list.',
	displayOptions: { show },
};

const methods = ['automatic', 'mailto', 'oneClick'] as const;

const schema = z.object({
	dryRun: flag(true),
	options: z.object({
		allowUnverified: flag(false),
		method: text
			.transform((method) => method || 'automatic')
			.pipe(z.enum(methods, { error: `must be ${methods.join(', ')}` })),
	}),
});

const labels = labelsOf([dryRunField, ...options]);

export const unsubscribe: Operation = {
	option: {
		name: 'Unsubscribe',
		value: 'unsubscribe',
		description:
			'Leave the mailing list that a message came from, as its header offers it; a dry run at first',
		action: 'Unsubscribe from the list of a message',
	},
	fields: [messageField(show, 'unsubscribe by'), dryRunField, optionsField(show, options)],
	run,
};

/** Leaves the list of a message. @throws EnvelopeError */
async function run(context: IExecuteFunctions, itemIndex: number): Promise<NodeItem> {
	const account = await accountOf(context, itemIndex);
	const reference = readReference(context, itemIndex);
	const given = {
		dryRun: context.getNodeParameter('dryRun', itemIndex, true),
		options: context.getNodeParameter('options', itemIndex, null) ?? {},
	};
	const { dryRun, options: choices } = checked(schema, given, labels);
	const signal = context.getExecutionCancelSignal();
	const left = await leaveList({ account, reference, dryRun, signal, ...choices });
	const json: IDataObject = { ...left };
	return { json };
}
