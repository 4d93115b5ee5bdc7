import { addLabels as addToMessages } from '../../../../mail/mailbox/organize/labels';
import type { Operation } from '../../../shared/operations';
import { labelsField, readLabels } from '../../organize/labels';
import { marked, organize, organizeFields } from '../../organize/organize';

export const addLabels: Operation = {
	option: {
		name: 'Add Labels',
		value: 'addLabels',
		description: 'Put labels of Gmail on messages, or on other servers keywords',
		action: 'Add labels to messages',
	},
	fields: organizeFields('addLabels', [labelsField]),
	run: (context, itemIndex) => {
		const labels = readLabels(context, itemIndex);
		return organize(context, itemIndex, {
			act: (account, handles) => addToMessages(account, handles, labels),
			shown: marked,
			stays: true,
		});
	},
};
