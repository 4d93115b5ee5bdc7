import { archive as archiveMessages } from '../../../../mail/mailbox/organize/archive';
import type { Operation } from '../../../shared/operations';
import { moved, organize, organizeFields } from '../../organize/organize';

export const archive: Operation = {
	option: {
		name: 'Archive',
		value: 'archive',
		description: 'Move messages out of the inbox to the archive; their newId is returned',
		action: 'Archive messages',
	},
	fields: organizeFields('archive'),
	run: (context, itemIndex) => organize(context, itemIndex, { act: archiveMessages, shown: moved }),
};
