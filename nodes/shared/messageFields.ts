import type { INodeProperties } from 'n8n-workflow';

type Show = NonNullable<NonNullable<INodeProperties['displayOptions']>['show']>;

/** The options of a message, in the order of their names. */
export const messageOptions: INodeProperties[] = [
	{
		displayName: 'Attachments',
		name: 'attachments',
		type: 'string',
		default: 'data',
		placeholder: 'e.g. data, invoice',
		description:
			'Names of the binary fields of the input item to attach, separated by commas, or * for all of them. A file that the HTML shows with &lt;img src="cid:fieldName"&gt; is placed there, named here or not.',
	},
	{
		displayName: 'BCC',
		name: 'bcc',
		type: 'string',
		default: '',
		placeholder: 'e.g. archive@example.com',
		description: 'Recipients that the others do not see, separated by commas',
	},
	{
		displayName: 'CC',
		name: 'cc',
		type: 'string',
		default: '',
		placeholder: 'e.g. jane@example.com, "Doe, John" <john@example.com>',
		description: 'Recipients who get a copy, separated by commas',
	},
	{
		displayName: 'From Name',
		name: 'fromName',
		type: 'string',
		default: '',
		placeholder: 'e.g. Example Support',
		description: 'Shown beside the address, instead of the sender name in the account',
	},
	{
		displayName: 'Headers',
		name: 'headers',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		default: {},
		placeholder: 'Add Header',
		description: 'Further header fields, such as X-Ticket',
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
						placeholder: 'e.g. X-Ticket',
					},
					{
						displayName: 'Value',
						name: 'value',
						type: 'string',
						default: '',
						placeholder: 'e.g. 4711',
					},
				],
			},
		],
	},
	{
		displayName: 'Priority',
		name: 'priority',
		type: 'options',
		options: [
			{ name: 'High', value: 'high' },
			{ name: 'Low', value: 'low' },
			{ name: 'Normal', value: 'normal' },
		],
		default: 'normal',
		description: 'How the mail program of the recipient marks the message',
	},
	{
		displayName: 'Reply To',
		name: 'replyTo',
		type: 'string',
		default: '',
		placeholder: 'e.g. support@example.com',
		description: 'Where answers go, where that is not the sender; several are separated by commas',
	},
];

/** What a new message consists of, for Send and Draft alike. */
export function messageFields(show: Show, toRequired: boolean): INodeProperties[] {
	return [
		{
			displayName: 'To',
			name: 'to',
			type: 'string',
			default: '',
			required: toRequired,
			placeholder: 'e.g. jane@example.com, John <john@example.com>',
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
