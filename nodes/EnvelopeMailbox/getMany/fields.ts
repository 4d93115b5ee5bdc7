import type { INodeProperties } from 'n8n-workflow';
import { filtersField } from '../../shared/filter/searchFilters';
import { foldersField } from '../../shared/folderPicker';
import { moreFoldersField } from '../../shared/moreFolders';
import { optionsField } from '../../shared/message/messageFields';
import { fileOptions } from '../../shared/reading/fileOptions';
import { textOption } from '../../shared/reading/output';

const show = { resource: ['message'], operation: ['getMany'] };

const limitFields: INodeProperties[] = [
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		default: false,
		description: 'Whether to return all results or only up to a given limit',
		displayOptions: { show },
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 50,
		description: 'Max number of results to return',
		displayOptions: { show: { ...show, returnAll: [false] } },
	},
];

const outputField: INodeProperties = {
	displayName: 'Output',
	name: 'output',
	type: 'options',
	options: [
		{
			name: 'Envelope',
			value: 'envelope',
			description: 'Sender, recipients, subject, dates, flags and size: fast, as no text is read',
		},
		{
			name: 'Full',
			value: 'full',
			description: 'With the HTML and all header fields, too',
		},
		{
			name: 'Simplified',
			value: 'simplified',
			description: 'With the text and what else most workflows need',
		},
	],
	default: 'envelope',
	description: 'How much of each message is returned',
	displayOptions: { show },
};

export const options: INodeProperties[] = [
	...fileOptions,
	{
		...textOption,
		description:
			'Where text and reply are cut; the field truncated names what was cut. Without this option it is 200,000, and 2,000 for an AI agent.',
	},
	moreFoldersField('Further folders to search'),
	{
		displayName: 'Page',
		name: 'page',
		type: 'string',
		default: '',
		placeholder: 'e.g. eyJxIjoiLTlqd1…',
		description:
			'Where to go on: the nextPage that the same search gave. Messages that came since the first page are on none.',
	},
	{
		displayName: 'Return as Page',
		name: 'asPage',
		type: 'boolean',
		default: true,
		description:
			'Whether to return one item with the list messages, their count, nextPage to go on with, and notes, instead of an item for each message. AI agents always get it so.',
	},
	{
		displayName: 'Thread',
		name: 'thread',
		type: 'boolean',
		default: true,
		description:
			'Whether an envelope says which messages it refers to and which conversation it belongs to',
	},
];

export const fields: INodeProperties[] = [
	{ ...foldersField, displayOptions: { show } },
	...limitFields,
	filtersField({ show }, 'Only messages that fit all of these are returned'),
	outputField,
	optionsField(show, options),
];
