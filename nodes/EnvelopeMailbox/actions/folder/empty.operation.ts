import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { EnvelopeError } from '../../../../mail/errors';
import { emptyFolder } from '../../../../mail/mailbox/folders/empty';
import { accountOf } from '../../../shared/account/account';
import { checked, labelsOf } from '../../../shared/checked';
import { flag, optional } from '../../../shared/given';
import type { NodeItem } from '../../../shared/items';
import { optionsField } from '../../../shared/message/messageFields';
import type { Operation } from '../../../shared/operations';

const show = { resource: ['folder'], operation: ['empty'] };

const DAY_MS = 24 * 60 * 60 * 1000;
const MAX_DAYS = 36_500;

const uses = { trash: '\\Trash', junk: '\\Junk' } as const;

const field: INodeProperties = {
	displayName: 'What to Empty',
	name: 'use',
	type: 'options',
	options: [
		{ name: 'Junk', value: 'junk', description: 'The folder for spam, whatever its name' },
		{
			name: 'Trash',
			value: 'trash',
			description: 'The folder for deleted mail, whatever its name',
		},
	],
	default: 'trash',
	description: 'The folder whose messages are deleted for good',
	displayOptions: { show },
};

const options: INodeProperties[] = [
	{
		displayName: 'Dry Run',
		name: 'dryRun',
		type: 'boolean',
		default: true,
		description: 'Whether to delete nothing, and only tell how many messages there are to delete',
	},
	{
		displayName: 'Older Than (Days)',
		name: 'olderThan',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: MAX_DAYS },
		default: 30,
		description: 'Delete only what the mailbox got so many days ago or earlier',
	},
];

const settings = z.object({
	use: z.preprocess(
		(value) => value || 'trash',
		z.enum(['trash', 'junk'], { error: 'must be trash or junk' }),
	),
	dryRun: flag(false),
	olderThan: optional.number(0, MAX_DAYS),
});

export const empty: Operation = {
	option: {
		name: 'Empty',
		value: 'empty',
		description: 'Delete for good what is in the trash or in the junk folder',
		action: 'Empty the trash or the junk folder',
	},
	fields: [field, optionsField(show, options)],
	run,
};

/** @throws EnvelopeError */
async function run(context: IExecuteFunctions, itemIndex: number): Promise<NodeItem> {
	const values = z
		.object({})
		.loose()
		.parse(context.getNodeParameter('options', itemIndex, {}) ?? {});
	const given = { ...values, use: context.getNodeParameter('use', itemIndex, '') };
	const { use, dryRun, olderThan } = checked(settings, given, labelsOf([field, ...options]));
	if ('olderThan' in values && olderThan === undefined) throw withoutAge();
	const before = olderThan === undefined ? undefined : new Date(Date.now() - olderThan * DAY_MS);
	const account = await accountOf(context, itemIndex);
	const { folder, deleted, more, problem } = await emptyFolder(account, uses[use], {
		before,
		dryRun,
	});
	const notes = [
		...(problem ? [`Some messages could not be deleted: ${problem.message}`] : []),
		...(more ? ['There are more messages: run this again.'] : []),
	];
	const count = dryRun ? { dryRun, wouldDelete: deleted } : { deleted };
	return { json: { success: true, folder, ...count, ...(notes.length > 0 ? { notes } : {}) } };
}

/** An expression that has found nothing would delete everything. */
function withoutAge(): EnvelopeError {
	return new EnvelopeError('INVALID_FIELD', 'Older Than (Days) is empty', {
		phase: 'settings',
		remedy: 'Fill it in, or remove the option to delete messages of any age.',
	});
}
