import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { text } from '../given';
import { filterFields } from './fields';

/** Filters of one line each, so that several can stand side by side. */
const withValue = [
	...['from', 'to', 'cc', 'bcc', 'subject', 'text', 'body', 'keyword', 'gmailQuery'],
	...['since', 'before', 'largerThan', 'smallerThan'],
] as const;

/** Those that say all by themselves. */
const plain: Record<string, { name: string; filter: IDataObject }> = {
	answered: { name: 'Is Answered', filter: { answered: true } },
	hasAttachment: { name: 'Has Attachment', filter: { hasAttachment: true } },
	read: { name: 'Is Read', filter: { readStatus: 'read' } },
	starred: { name: 'Is Starred', filter: { starred: true } },
	unread: { name: 'Is Unread', filter: { readStatus: 'unread' } },
};

/** As many as a person may want to list, and a command can hold. */
const MAX_ROWS = 50;

const choices = [
	{ name: 'Header', value: 'header' },
	...withValue.map((value) => ({ name: labelOf(value), value })),
	...Object.entries(plain).map(([value, { name }]) => ({ name, value })),
].sort((a, b) => a.name.localeCompare(b.name));

function labelOf(name: string): string {
	const fields: Record<string, INodeProperties> = filterFields;
	return fields[name]?.displayName ?? name;
}

/**
 * A list of filters, of which each is a line.
 *
 * @param description how they count together
 */
export function rowsField(displayName: string, name: string, description: string): INodeProperties {
	return {
		displayName,
		name,
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		default: {},
		placeholder: 'Add Filter',
		description,
		options: [
			{
				displayName: 'Filter',
				name: 'filter',
				values: [
					{
						displayName: 'Field',
						name: 'field',
						type: 'options',
						options: choices,
						default: 'from',
						description: 'What of the message is looked at',
					},
					{
						displayName: 'Name',
						name: 'name',
						type: 'string',
						default: '',
						placeholder: 'e.g. List-ID',
						description: 'Of the header field',
						displayOptions: { show: { field: ['header'] } },
					},
					{
						displayName: 'Value',
						name: 'value',
						type: 'string',
						default: '',
						placeholder: 'e.g. jane@example.com',
						description:
							'What the field holds. Times are written as 2026-11-20T14:00, sizes in KB.',
						displayOptions: { show: { field: ['header', ...withValue] } },
					},
				],
			},
		],
	};
}

const row = z
	.object({ field: z.enum(choices.map(({ value }) => value)), name: text, value: text })
	.transform(({ field, name, value }): IDataObject => {
		if (field === 'header') return name === '' ? {} : { headers: { header: [{ name, value }] } };
		return plain[field]?.filter ?? { [field]: value };
	});

/** What such a field may hold: each line as the collection of filters would have it. */
export const rowsShape = z
	.object({ filter: z.array(row).max(MAX_ROWS).default([]) })
	.nullish()
	.transform((value) => value?.filter ?? []);
