import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { createFolder } from '../../../../mail/mailbox/folders/create';
import { accountOf } from '../../../shared/account/account';
import type { NodeItem } from '../../../shared/items';
import type { Operation } from '../../../shared/operations';
import { readName } from '../../organize/folderNames';

const field: INodeProperties = {
	displayName: 'Name',
	name: 'name',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. Orders/2026',
	description: 'Name of the new folder, with those above it and / between them; they are made, too',
	displayOptions: { show: { resource: ['folder'], operation: ['create'] } },
};

export const create: Operation = {
	option: {
		name: 'Create',
		value: 'create',
		description: 'Create a folder, and those above it that are missing',
		action: 'Create a folder',
	},
	fields: [field],
	run,
};

/** @throws EnvelopeError */
async function run(context: IExecuteFunctions, itemIndex: number): Promise<NodeItem> {
	const name = readName(context, itemIndex, field);
	const account = await accountOf(context, itemIndex);
	const { path, created, parents } = await createFolder(account, name);
	const notes = created ? {} : { notes: ['The folder was there already.'] };
	return { json: { success: true, folder: path, created, parents, ...notes } };
}
