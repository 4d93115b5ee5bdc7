import { reportSpam as reportMessages } from '../../../../mail/mailbox/organize/spam';
import type { Operation } from '../../../shared/operations';
import { moved, organize, organizeFields } from '../../organize/organize';

export const reportSpam: Operation = {
	option: {
		name: 'Report Spam',
		value: 'reportSpam',
		description: 'Move messages to the junk folder, and mark them as junk; their newId is returned',
		action: 'Report messages as spam',
	},
	fields: organizeFields('reportSpam'),
	run: (context, itemIndex) => organize(context, itemIndex, { act: reportMessages, shown: moved }),
};
