import { transfer } from '../../../../mail/mailbox/organize/transfer';
import type { Operation } from '../../../shared/operations';
import { moved, organize, organizeFields } from '../../organize/organize';
import { readToFolder, toFolderField } from '../../organize/toFolder';

export const copy: Operation = {
	option: {
		name: 'Copy',
		value: 'copy',
		description: 'Copy messages to another folder; the newId of each copy is returned',
		action: 'Copy messages to a folder',
	},
	fields: organizeFields('copy', [toFolderField]),
	run: (context, itemIndex) => {
		const to = readToFolder(context, itemIndex);
		return organize(context, itemIndex, {
			act: (account, handles) => transfer(account, handles, to, 'copy'),
			shown: moved,
			stays: true,
		});
	},
};
