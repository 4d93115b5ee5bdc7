import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { mark as markMessages, type Marking } from '../../../../mail/mailbox/organize/mark';
import { checked, labelsOf } from '../../../shared/checked';
import type { Operation } from '../../../shared/operations';
import { marked, organize, organizeFields } from '../../organize/organize';

const choices = {
	read: { name: 'Read', flag: '\\Seen', add: true },
	unread: { name: 'Unread', flag: '\\Seen', add: false },
	starred: { name: 'Starred', flag: '\\Flagged', add: true },
	notStarred: { name: 'Not Starred', flag: '\\Flagged', add: false },
	answered: { name: 'Answered', flag: '\\Answered', add: true },
	notAnswered: { name: 'Not Answered', flag: '\\Answered', add: false },
};

const markAs: INodeProperties = {
	displayName: 'Mark As',
	name: 'markAs',
	type: 'options',
	options: Object.entries(choices)
		.map(([value, { name }]) => ({ name, value }))
		.sort((a, b) => a.name.localeCompare(b.name)),
	default: 'read',
	description: 'What the messages are marked as',
};

const fields = [markAs];

const names = ['read', 'unread', 'starred', 'notStarred', 'answered', 'notAnswered'] as const;

const settings = z.object({
	markAs: z.preprocess(
		(value) => value || 'read',
		z.enum(names, { error: `must be one of ${names.join(', ')}` }),
	),
});

export const mark: Operation = {
	option: {
		name: 'Mark',
		value: 'mark',
		description: 'Mark messages as read or unread, with a star or without, or as answered',
		action: 'Mark messages',
	},
	fields: organizeFields('mark', fields),
	run: (context, itemIndex) => {
		const marking = readMarking(context, itemIndex);
		return organize(context, itemIndex, {
			act: (account, handles) => markMessages(account, handles, marking),
			shown: marked,
			stays: true,
		});
	},
};

/** @throws EnvelopeError INVALID_FIELD */
function readMarking(context: IExecuteFunctions, itemIndex: number): Marking {
	const given = { markAs: context.getNodeParameter('markAs', itemIndex, '') };
	const { flag, add } = choices[checked(settings, given, labelsOf(fields)).markAs];
	return { add: add ? [flag] : [], remove: add ? [] : [flag], kind: 'flags' };
}
