import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { withConnectionAgain } from '../../../../mail/imap/pool';
import { subscribeFolder } from '../../../../mail/mailbox/folders/subscribe';
import { accountOf } from '../../../shared/account/account';
import { checked, labelsOf } from '../../../shared/checked';
import { flag } from '../../../shared/given';
import type { NodeItem } from '../../../shared/items';
import type { Operation } from '../../../shared/operations';
import { folderFieldOf, readFolder } from '../../organize/folderNames';

const field: INodeProperties = {
	displayName: 'Subscribed',
	name: 'subscribed',
	type: 'boolean',
	default: true,
	description: 'Whether mail programs are to show the folder; switched off, they hide it',
	displayOptions: { show: { resource: ['folder'], operation: ['subscribe'] } },
};

const settings = z.object({ subscribed: flag(true) });

export const subscribe: Operation = {
	option: {
		name: 'Subscribe',
		value: 'subscribe',
		description: 'Have mail programs show a folder, or hide it',
		action: 'Subscribe to a folder',
	},
	fields: [folderFieldOf('subscribe', 'The folder to show or to hide'), field],
	run,
};

/** @throws EnvelopeError */
async function run(context: IExecuteFunctions, itemIndex: number): Promise<NodeItem> {
	const folder = readFolder(context, itemIndex);
	const given = { subscribed: context.getNodeParameter('subscribed', itemIndex, true) };
	const { subscribed } = checked(settings, given, labelsOf([field]));
	const account = await accountOf(context, itemIndex);
	const path = await withConnectionAgain(account, 'folder', (connection) =>
		subscribeFolder(connection, folder, subscribed),
	);
	return { json: { success: true, folder: path, subscribed } };
}
