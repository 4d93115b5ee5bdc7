import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { deleteFolder } from '../../../../mail/mailbox/folders/remove';
import { accountOf } from '../../../shared/account/account';
import { checked, labelsOf } from '../../../shared/checked';
import { flag } from '../../../shared/given';
import type { NodeItem } from '../../../shared/items';
import { optionsField } from '../../../shared/message/messageFields';
import type { Operation } from '../../../shared/operations';
import { folderFieldOf, readFolder } from '../../organize/folderNames';

const options: INodeProperties[] = [
	{
		displayName: 'Delete Even If Not Empty',
		name: 'withContent',
		type: 'boolean',
		default: false,
		description: 'Whether to delete its messages and the folders below it, too, all of it for good',
	},
];

const settings = z.object({ withContent: flag(false) });

export const deleteOne: Operation = {
	option: {
		name: 'Delete',
		value: 'delete',
		description: 'Delete a folder that is empty',
		action: 'Delete a folder',
	},
	fields: [
		folderFieldOf('delete', 'The folder to delete; never the inbox, nor one with a use of its own'),
		optionsField({ resource: ['folder'], operation: ['delete'] }, options),
	],
	run,
};

/** @throws EnvelopeError */
async function run(context: IExecuteFunctions, itemIndex: number): Promise<NodeItem> {
	const folder = readFolder(context, itemIndex);
	const given = context.getNodeParameter('options', itemIndex, {}) ?? {};
	const { withContent } = checked(settings, given, labelsOf(options));
	const account = await accountOf(context, itemIndex);
	const { paths, messages } = await deleteFolder(account, folder, { withContent });
	return { json: { success: true, deleted: paths, messages } };
}
