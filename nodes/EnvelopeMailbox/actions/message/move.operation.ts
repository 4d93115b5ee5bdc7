import { transfer } from '../../../../mail/mailbox/organize/transfer';
import type { Operation } from '../../../shared/operations';
import { moved, organize, organizeFields } from '../../organize/organize';
import { readToFolder, toFolderField } from '../../organize/toFolder';

export const move: Operation = {
	option: {
		name: 'Move',
		value: 'move',
		description: 'Move messages to another folder; their newId is returned',
		action: 'Move messages to a folder',
	},
	fields: organizeFields('move', [toFolderField]),
	run: (context, itemIndex) => {
		const to = readToFolder(context, itemIndex);
		return organize(context, itemIndex, {
			act: (account, handles) => transfer(account, handles, to, 'move'),
			shown: moved,
		});
	},
};
