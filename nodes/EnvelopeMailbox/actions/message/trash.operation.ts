import { transfer } from '../../../../mail/mailbox/organize/transfer';
import type { Operation } from '../../../shared/operations';
import { moved, organize, organizeFields } from '../../organize/organize';

export const trash: Operation = {
	option: {
		name: 'Move to Trash',
		value: 'trash',
		description:
			'Delete messages as a person would, so that they can be taken back; their newId is returned',
		action: 'Move messages to the trash',
	},
	fields: organizeFields('trash'),
	run: (context, itemIndex) =>
		organize(context, itemIndex, {
			act: (account, handles) => transfer(account, handles, '\\Trash', 'move'),
			shown: moved,
		}),
};
