import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { renameFolder } from '../../../../mail/mailbox/folders/rename';
import { accountOf } from '../../../shared/account/account';
import type { NodeItem } from '../../../shared/items';
import type { Operation } from '../../../shared/operations';
import { folderFieldOf, readFolder, readName } from '../../organize/folderNames';

const newName: INodeProperties = {
	displayName: 'New Name',
	name: 'newName',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. Orders 2026',
	description:
		'A name alone keeps the folder where it is; with the folders above it and / between them, it moves there',
	displayOptions: { show: { resource: ['folder'], operation: ['rename'] } },
};

export const rename: Operation = {
	option: {
		name: 'Rename',
		value: 'rename',
		description:
			'Rename a folder or move it; IDs of its messages from before are not valid any more',
		action: 'Rename a folder',
	},
	fields: [folderFieldOf('rename', 'The folder to rename'), newName],
	run,
};

/** @throws EnvelopeError */
async function run(context: IExecuteFunctions, itemIndex: number): Promise<NodeItem> {
	const folder = readFolder(context, itemIndex);
	const name = readName(context, itemIndex, newName);
	const account = await accountOf(context, itemIndex);
	const { from, to } = await renameFolder(account, folder, name);
	return { json: { success: true, folder: to, formerly: from } };
}
