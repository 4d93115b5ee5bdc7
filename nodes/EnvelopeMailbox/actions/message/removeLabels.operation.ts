import { removeLabels as removeFromMessages } from '../../../../mail/mailbox/organize/labels';
import type { Operation } from '../../../shared/operations';
import { labelsField, readLabels } from '../../organize/labels';
import { marked, moved, organize, organizeFields } from '../../organize/organize';

export const removeLabels: Operation = {
	option: {
		name: 'Remove Labels',
		value: 'removeLabels',
		description: 'Take labels of Gmail off messages, or on other servers keywords',
		action: 'Remove labels from messages',
	},
	fields: organizeFields('removeLabels', [labelsField]),
	run: (context, itemIndex) => {
		const labels = readLabels(context, itemIndex);
		return organize(context, itemIndex, {
			act: (account, handles) => removeFromMessages(account, handles, labels),
			shown: (outcome) => ({
				...marked(outcome),
				...(outcome.now === undefined ? {} : moved(outcome)),
			}),
			stays: true,
		});
	},
};
