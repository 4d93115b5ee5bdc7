import type { IExecuteFunctions } from 'n8n-workflow';
import { withConnectionAgain } from '../../../../mail/imap/pool';
import { folderStatus } from '../../../../mail/mailbox/folders/status';
import { accountOf } from '../../../shared/account/account';
import type { NodeItem } from '../../../shared/items';
import type { Operation } from '../../../shared/operations';
import { folderFieldOf, readFolder } from '../../organize/folderNames';

export const getStatus: Operation = {
	option: {
		name: 'Get Status',
		value: 'getStatus',
		description: 'Count the messages of a folder, and see how full the mailbox is',
		action: 'Get the status of a folder',
	},
	fields: [folderFieldOf('getStatus', 'The folder to look at')],
	run,
};

/** @throws EnvelopeError */
async function run(context: IExecuteFunctions, itemIndex: number): Promise<NodeItem> {
	const folder = readFolder(context, itemIndex);
	const account = await accountOf(context, itemIndex);
	const { path, quota, ...counts } = await withConnectionAgain(account, 'folder', (connection) =>
		folderStatus(connection, folder),
	);
	return { json: { success: true, folder: path, ...counts, quota: quota && { ...quota } } };
}
