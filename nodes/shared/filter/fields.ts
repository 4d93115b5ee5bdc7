import type { INodeProperties } from 'n8n-workflow';

const contains = (
	displayName: string,
	name: string,
	placeholder: string,
	description: string,
): INodeProperties => ({
	displayName,
	name,
	type: 'string',
	default: '',
	placeholder,
	description,
});

const flag = (displayName: string, name: string, description: string): INodeProperties => ({
	displayName,
	name,
	type: 'boolean',
	default: true,
	description,
});

const size = (displayName: string, name: string, usual: number): INodeProperties => ({
	displayName,
	name,
	type: 'number',
	typeOptions: { minValue: 0 },
	default: usual,
	description: 'Counts the whole message, in which files take a third more room',
});

const time = (displayName: string, name: string, when: string): INodeProperties => ({
	displayName,
	name,
	type: 'dateTime',
	default: '',
	description: `Only messages that the server got ${when}; without an offset, as the clocks in the time zone of the workflow show it`,
});

/** What a message can be chosen by, each a field of a collection; a node takes those that it needs. */
export const filterFields = {
	answered: flag(
		'Answered',
		'answered',
		'Whether the message has to have been answered; switched off, it must not',
	),
	bcc: contains('BCC', 'bcc', 'e.g. boss@example.com', 'What BCC holds, as in mail that was sent'),
	before: time('Received Before', 'before', 'before this time'),
	body: contains(
		'Body',
		'body',
		'e.g. order number',
		'What the message holds below its header; servers look into text, not into files',
	),
	cc: contains(
		'CC',
		'cc',
		'e.g. team@example.com',
		'What CC holds: an address, a part of one, or a name',
	),
	from: contains(
		'From',
		'from',
		'e.g. jane@example.com',
		'What the sender holds: an address, a part of one such as @example.com, or a name',
	),
	gmailQuery: contains(
		'Gmail Search',
		'gmailQuery',
		'e.g. category:primary has:drive',
		"As it is typed into Gmail's search box; with another provider it is an error",
	),
	hasAttachment: flag(
		'Has Attachment',
		'hasAttachment',
		'Whether the message has to have an attached file; switched off, it must have none',
	),
	headers: {
		displayName: 'Headers',
		name: 'headers',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		default: {},
		placeholder: 'Add Header',
		description: 'Header fields that the message has to have, such as List-ID',
		options: [
			{
				displayName: 'Header',
				name: 'header',
				values: [
					{
						displayName: 'Name',
						name: 'name',
						type: 'string',
						default: '',
						placeholder: 'e.g. List-ID',
					},
					contains(
						'Value',
						'value',
						'e.g. announce.example.com',
						'What it holds. Leave empty where it is enough that it is there.',
					),
				],
			},
		],
	},
	keyword: contains(
		'Keyword',
		'keyword',
		'e.g. $Important',
		'A keyword that mail programs put on messages, whole. Labels of Gmail are found by Gmail Search.',
	),
	largerThan: size('Larger Than (KB)', 'largerThan', 1024),
	readStatus: {
		displayName: 'Read Status',
		name: 'readStatus',
		type: 'options',
		options: [
			{ name: 'Read', value: 'read' },
			{ name: 'Unread', value: 'unread' },
		],
		default: 'unread',
		description: 'Whether the message has been read',
	},
	since: time('Received Since', 'since', 'at this time or later'),
	smallerThan: size('Smaller Than (KB)', 'smallerThan', 10240),
	starred: flag(
		'Starred',
		'starred',
		'Whether the message has to be starred; switched off, it must not',
	),
	subject: contains(
		'Subject',
		'subject',
		'e.g. invoice',
		'What the subject holds; capitals do not matter',
	),
	text: contains(
		'Text',
		'text',
		'e.g. order number',
		'What the message holds anywhere, in its header or its text',
	),
	to: contains(
		'To',
		'to',
		'e.g. orders@example.com',
		'What To, CC or BCC holds: an address, a part of one, or a name',
	),
} satisfies Record<string, INodeProperties>;
