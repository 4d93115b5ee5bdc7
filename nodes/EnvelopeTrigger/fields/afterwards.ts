import type { INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { EnvelopeError } from '../../../mail/errors';
import { settableFlag } from '../../../mail/imap/flagName';
import { checked, labelsOf } from '../../shared/checked';
import { folderName } from '../../shared/folderName';
import { folderField } from '../../shared/folderPicker';
import { flag, listOf } from '../../shared/given';

const actions: INodeProperties[] = [
	{
		displayName: 'Add Flags',
		name: 'addFlags',
		type: 'string',
		default: '',
		placeholder: 'e.g. \\Flagged, Invoiced',
		description:
			'What to mark the message with, separated by commas: \\Flagged (a star), \\Answered, or keywords of your own. Not every server keeps keywords.',
	},
	{
		displayName: 'Mark as Read',
		name: 'markRead',
		type: 'boolean',
		default: true,
		description: 'Whether to mark the message as read',
	},
	{
		...folderField,
		displayName: 'Move To',
		name: 'moveTo',
		default: { mode: 'list', value: '' },
		description:
			'The folder to move the message to: one of the list, or by its name or its use, such as \\Archive',
		displayOptions: { show: { then: ['move'] } },
	},
	{
		displayName: 'Only If It Succeeded',
		name: 'onlyIfSucceeded',
		type: 'boolean',
		default: true,
		description:
			'Whether to do all this only if the execution succeeded, as it is without this option; otherwise also if it failed',
	},
	{
		displayName: 'Then',
		name: 'then',
		type: 'options',
		options: [
			{ name: 'Archive It', value: 'archive', description: 'Move it to the archive' },
			{ name: 'Leave It There', value: 'nothing', description: 'It stays in its folder' },
			{ name: 'Move It to a Folder', value: 'move', description: 'Choose the folder in Move To' },
			{ name: 'Move It to the Trash', value: 'trash', description: 'Delete it, as a person would' },
		],
		default: 'archive',
		description: 'Where the message goes',
	},
];

export const afterwardsField: INodeProperties = {
	displayName: 'After the Execution',
	name: 'afterwards',
	type: 'collection',
	placeholder: 'Add Action',
	default: {},
	description: 'What to do with the message in the mailbox once the execution has ended',
	options: actions,
	displayOptions: { hide: { event: ['messageGone'] } },
};

/** What is done with a message once its execution has ended. */
export interface AfterwardsSettings {
	markRead: boolean;
	addFlags: string[];
	then?: 'archive' | 'trash' | { moveTo: string };
	onlyIfSucceeded: boolean;
}

const systemFlags = /^(seen|answered|flagged)$/i;

/** A system flag is meant with its backslash or without; no keyword should look like one. */
const mark = z.string().transform((word, issue) => {
	try {
		return settableFlag(systemFlags.test(word) ? `\\${word}` : word);
	} catch (error) {
		issue.addIssue(
			error instanceof EnvelopeError ? `${error.what}. ${error.remedy}` : String(error),
		);
		return z.NEVER;
	}
});

const settings = z.object({
	addFlags: listOf(/[\s,]+/).pipe(z.array(mark)),
	markRead: flag(false),
	// Looked at where it counts: n8n keeps what was chosen before, and the first choice is empty.
	moveTo: z.unknown().optional(),
	onlyIfSucceeded: flag(true),
	then: z.preprocess(
		(value) => value || 'nothing',
		z.enum(['nothing', 'archive', 'trash', 'move']),
	),
});

const movedTo = z.object({ moveTo: folderName });

const labels = labelsOf(actions);

/** @returns undefined where there is nothing to do @throws EnvelopeError INVALID_FIELD */
export function readAfterwards(value: unknown): AfterwardsSettings | undefined {
	const { moveTo, then, ...rest } = checked(settings, value ?? {}, labels);
	if (then === 'nothing') {
		return rest.markRead || rest.addFlags.length > 0 ? rest : undefined;
	}
	if (then !== 'move') return { ...rest, then };
	return { ...rest, then: checked(movedTo, { moveTo }, labels) };
}
