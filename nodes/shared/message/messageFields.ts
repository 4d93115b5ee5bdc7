import type { INodeProperties } from 'n8n-workflow';

export { draftOptions, messageOptions } from './messageOptions';

export type Show = NonNullable<NonNullable<INodeProperties['displayOptions']>['show']>;

/** What a new message consists of, for Send and Draft alike. */
export function messageFields(show: Show, toRequired: boolean): INodeProperties[] {
	return [
		{
			displayName: 'To',
			name: 'to',
			type: 'string',
			default: '',
			required: toRequired,
			placeholder: 'e.g. jane@example.com, john@example.com',
			description: 'Recipients, separated by commas',
			displayOptions: { show },
		},
		{
			displayName: 'Subject',
			name: 'subject',
			type: 'string',
			default: '',
			placeholder: 'e.g. Your order 4711',
			displayOptions: { show },
		},
		...bodyFields(show),
	];
}

/** What the sender writes, in a new message, an answer and a forwarded one. */
export function bodyFields(show: Show): INodeProperties[] {
	const body = (formats: string[]) => ({ show: { ...show, bodyFormat: formats } });
	return [
		{
			displayName: 'Body Format',
			name: 'bodyFormat',
			type: 'options',
			options: [
				{
					name: 'HTML',
					value: 'html',
					description: 'A plain-text version is made from it for programs that show no HTML',
				},
				{ name: 'HTML and Text', value: 'both', description: 'Both written by you' },
				{
					name: 'Markdown',
					value: 'markdown',
					description: 'HTML and a plain-text version are made from it',
				},
				{ name: 'Text', value: 'text', description: 'Plain text' },
			],
			default: 'text',
			displayOptions: { show },
		},
		{
			displayName: 'Text',
			name: 'text',
			type: 'string',
			typeOptions: { rows: 5 },
			default: '',
			description: 'The message as plain text',
			displayOptions: body(['text', 'both']),
		},
		{
			displayName: 'HTML',
			name: 'html',
			type: 'string',
			typeOptions: { rows: 5, editor: 'htmlEditor' },
			default: '',
			description: 'The message as HTML',
			displayOptions: body(['html', 'both']),
		},
		{
			displayName: 'Markdown',
			name: 'markdown',
			type: 'string',
			typeOptions: { rows: 5 },
			default: '',
			placeholder: 'e.g. Your parcel is **on its way**.',
			description: 'The message as Markdown; line breaks are kept, tables are understood',
			displayOptions: body(['markdown']),
		},
	];
}

/** The collection under which everything else stands, by name, as n8n wants lists. */
export function optionsField(show: Show, options: INodeProperties[]): INodeProperties {
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [...options].sort((a, b) => a.displayName.localeCompare(b.displayName)),
		displayOptions: { show },
	};
}
