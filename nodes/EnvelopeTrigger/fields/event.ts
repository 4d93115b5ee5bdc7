import type { INodeProperties, ITriggerFunctions } from 'n8n-workflow';
import { z } from 'zod';
import { messageIdsIn } from '../../../mail/message/messageId';
import { checked, labelsOf } from '../../shared/checked';
import { listOf } from '../../shared/given';

const events = [
	'newMessage',
	'reply',
	'bounce',
	'autoReply',
	'flagsChanged',
	'messageGone',
] as const;

/** What starts the workflow. */
export type TriggerEvent = (typeof events)[number];

/** Those that are about messages which were in the folder before. */
export const eventsOfOldMessages: TriggerEvent[] = ['flagsChanged', 'messageGone'];

const eventField: INodeProperties = {
	displayName: 'Event',
	name: 'event',
	type: 'options',
	noDataExpression: true,
	options: [
		{
			name: 'Automatic Reply',
			value: 'autoReply',
			description: 'An out-of-office note or another answer arrives that no person wrote',
			action: 'On automatic reply',
		},
		{
			name: 'Bounce',
			value: 'bounce',
			description: 'A mail server reports that a message could not be delivered',
			action: 'On bounce',
		},
		{
			name: 'Flags Changed',
			value: 'flagsChanged',
			description: 'A message in the folder is marked as read, starred, labelled or unmarked',
			action: 'On flags changed',
		},
		{
			name: 'Message Gone',
			value: 'messageGone',
			description: 'A message leaves the folder, because it is deleted or moved elsewhere',
			action: 'On message gone',
		},
		{
			name: 'New Message',
			value: 'newMessage',
			description: 'A message arrives in the folder, or is moved there',
			action: 'On new message',
		},
		{
			name: 'Reply to a Message We Sent',
			value: 'reply',
			description: 'A message arrives that answers one from your Sent folder, or one you name',
			action: 'On reply to a message we sent',
		},
	],
	default: 'newMessage',
	description: 'What starts the workflow',
};

const repliesToField: INodeProperties = {
	displayName: 'Replies To',
	name: 'repliesTo',
	type: 'options',
	options: [
		{
			name: 'Any Message in the Sent Folder',
			value: 'sent',
			description: 'Whoever wrote it, a person or a workflow, from this mailbox',
		},
		{
			name: 'Given Message IDs',
			value: 'given',
			description: 'Only the messages that you name',
		},
	],
	default: 'sent',
	description: 'Which messages the answers are for',
	displayOptions: { show: { event: ['reply'] } },
};

const messageIdsField: INodeProperties = {
	displayName: 'Message IDs',
	name: 'messageIds',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. <7d9f@example.com>, <4711@example.com>',
	description:
		'The Message-IDs of the messages whose answers are waited for, separated by commas or line breaks, or an expression that gives a list. Envelope Send gives the one of each message as messageId.',
	displayOptions: { show: { event: ['reply'], repliesTo: ['given'] } },
};

const startFromField: INodeProperties = {
	displayName: 'Start From',
	name: 'startFrom',
	type: 'options',
	options: [
		{
			name: 'All Messages',
			value: 'all',
			description: 'First run for every message that is in the folder already',
		},
		{
			name: 'New Messages',
			value: 'now',
			description: 'Run for what arrives from the first activation on',
		},
		{
			name: 'Unread Messages',
			value: 'unread',
			description: 'First run for the messages in the folder that are unread',
		},
	],
	default: 'now',
	description:
		'Where the first activation begins. Later ones go on where the last one ended, until the account, the folder or this field is changed.',
	displayOptions: { hide: { event: eventsOfOldMessages } },
};

/** The event, and what it needs; the folder stands between the two. */
export const eventFields = { eventField, repliesToField, messageIdsField, startFromField };

const messageId = z.string().transform((id, issue) => {
	const [whole] = messageIdsIn(`<${id.replace(/^<|>$/g, '')}>`);
	if (whole !== undefined) return whole;
	issue.addIssue(
		`${JSON.stringify(id.slice(0, 100))} is not a Message-ID, such as <7d9f@example.com>`,
	);
	return z.NEVER;
});

const settings = z.object({
	event: z.enum(events),
	startFrom: z.enum(['now', 'unread', 'all']),
	repliesTo: z.enum(['sent', 'given']),
});

const givenIds = z.object({
	messageIds: listOf(/[\s,]+/)
		.pipe(z.array(messageId))
		.refine((ids) => ids.length > 0, 'name at least one message'),
});

const labels = labelsOf(Object.values(eventFields));

/** @throws EnvelopeError INVALID_FIELD */
export function readEvent(context: ITriggerFunctions) {
	const fields = checked(
		settings,
		{
			event: context.getNodeParameter('event', 'newMessage'),
			startFrom: context.getNodeParameter('startFrom', 'now'),
			repliesTo: context.getNodeParameter('repliesTo', 'sent'),
		},
		labels,
	);
	if (fields.event !== 'reply' || fields.repliesTo === 'sent') {
		return { ...fields, repliesTo: 'sent' as const };
	}
	const messageIds = context.getNodeParameter('messageIds', '');
	return { ...fields, repliesTo: checked(givenIds, { messageIds }, labels).messageIds };
}
