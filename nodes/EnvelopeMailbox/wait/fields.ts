import type { INodeProperties } from 'n8n-workflow';
import { filtersField } from '../../shared/filter/searchFilters';
import { folderField } from '../../shared/folderPicker';
import { optionsField, type Show } from '../../shared/message/messageFields';
import { fileOptions } from '../../shared/reading/fileOptions';
import { outputField } from '../../shared/reading/output';
import { textLengthOption } from '../../shared/reading/textRange';

/** Seconds. */
export const LONGEST_WAIT = 3_600;
export const LONGEST_LOOK_BACK = 86_400;

export const options: INodeProperties[] = [
	...fileOptions,
	{
		displayName: 'In Reply To',
		name: 'inReplyTo',
		type: 'string',
		default: '',
		placeholder: 'e.g. <abc@example.com>',
		description:
			'ID or Message-ID of a message, such as one that was just sent: only an answer to it counts',
	},
	{
		displayName: 'Look Back (Seconds)',
		name: 'lookBack',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: LONGEST_LOOK_BACK },
		default: 60,
		description:
			'What arrived so shortly before counts, too, by the clock of the mail server; the newest comes out at once. Without this option it is 0, and 60 for an AI agent.',
	},
	textLengthOption,
	{
		displayName: 'On Timeout',
		name: 'onTimeout',
		type: 'options',
		options: [
			{ name: 'Fail', value: 'fail', description: 'The item ends in an error' },
			{
				name: 'Return Nothing Found',
				value: 'nothing',
				description: 'The item has the field found, which is false, and says so in notes',
			},
		],
		default: 'nothing',
		description: 'What comes out where no message that fits has arrived in time',
	},
];

export function fields(show: Show): INodeProperties[] {
	return [
		{
			...folderField,
			description:
				'The folder in which the message is awaited: one of the mailbox, not all of them',
			displayOptions: { show },
		},
		filtersField(
			{ show },
			'Only a message that fits all of these is awaited; with Received Since, one that came since then counts, too',
		),
		{
			displayName: 'Wait for at Most (Seconds)',
			name: 'timeLimit',
			type: 'number',
			typeOptions: { minValue: 0, maxValue: LONGEST_WAIT },
			default: 300,
			description:
				'How long to wait; 0 only looks. Some clients of AI agents give up a tool after 60 seconds.',
			displayOptions: { show },
		},
		{
			displayName: 'Extract Codes',
			name: 'extractCodes',
			type: 'boolean',
			default: false,
			description:
				'Whether to give out one-time codes and sign-in links of the message, the likeliest as code and signInLink, and why they were taken for such',
			displayOptions: { show },
		},
		outputField({ show }),
		optionsField(show, options),
	];
}
