import { removeForGood } from '../../../../mail/mailbox/organize/remove';
import type { Operation } from '../../../shared/operations';
import { organize, organizeFields } from '../../organize/organize';

export const deleteForGood: Operation = {
	option: {
		name: 'Delete for Good',
		value: 'delete',
		description:
			'Delete messages so that nobody can take them back. Move to Trash is the careful way.',
		action: 'Delete messages for good',
	},
	fields: organizeFields('delete'),
	run: (context, itemIndex) =>
		organize(context, itemIndex, {
			act: removeForGood,
			shown: ({ handle }) => ({ deleted: true, folder: handle.folder }),
		}),
};
