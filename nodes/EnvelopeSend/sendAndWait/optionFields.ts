import type { INodeProperties } from 'n8n-workflow';
import { messageOptions } from '../../shared/message/messageFields';

const approval = { show: { '/responseType': ['approval'] } };
const disapproval = { show: { ...approval.show, '/approvalType': ['double'] } };
const form = { show: { '/responseType': ['freeText', 'customForm'] } };

const styles = [
	{ name: 'Primary', value: 'primary', description: 'Filled with color' },
	{ name: 'Secondary', value: 'secondary', description: 'An outline' },
];

/** As n8n's own nodes that wait have it, so that it looks the same everywhere. */
const limitWaitTime: INodeProperties = {
	displayName: 'Limit Wait Time',
	name: 'limitWaitTime',
	type: 'fixedCollection',
	default: { values: { limitType: 'afterTimeInterval', resumeAmount: 45, resumeUnit: 'minutes' } },
	description:
		'How long to wait. Then the workflow goes on with {"data": {"timedOut": true}}, and for an approval with "approved": false.',
	options: [
		{
			displayName: 'Values',
			name: 'values',
			values: [
				{
					displayName: 'Amount',
					name: 'resumeAmount',
					type: 'number',
					typeOptions: { minValue: 0, numberPrecision: 2 },
					default: 1,
					description: 'How many of the unit to wait',
					displayOptions: { show: { limitType: ['afterTimeInterval'] } },
				},
				{
					displayName: 'Limit Type',
					name: 'limitType',
					type: 'options',
					options: [
						{
							name: 'After Time Interval',
							value: 'afterTimeInterval',
							description: 'Waits for a length of time',
						},
						{
							name: 'At Specified Time',
							value: 'atSpecifiedTime',
							description: 'Waits until a date and time',
						},
					],
					default: 'afterTimeInterval',
					description: 'Whether to wait for a length of time or until a date',
				},
				{
					displayName: 'Max Date and Time',
					name: 'maxDateAndTime',
					type: 'dateTime',
					default: '',
					description: 'Until when to wait, in the time zone of the workflow',
					displayOptions: { show: { limitType: ['atSpecifiedTime'] } },
				},
				{
					displayName: 'Unit',
					name: 'resumeUnit',
					type: 'options',
					options: [
						{ name: 'Days', value: 'days' },
						{ name: 'Hours', value: 'hours' },
						{ name: 'Minutes', value: 'minutes' },
					],
					default: 'hours',
					description: 'The unit of the amount',
					displayOptions: { show: { limitType: ['afterTimeInterval'] } },
				},
			],
		},
	],
};

const sender = messageOptions.filter(({ name }) =>
	['fromAddress', 'fromName', 'replyTo'].includes(name),
);

/** What stands under Options. */
export const optionFields: INodeProperties[] = [
	{
		displayName: 'Approve Button Label',
		name: 'approveLabel',
		type: 'string',
		default: 'Approve',
		description: 'The text of the button that approves',
		displayOptions: approval,
	},
	{
		displayName: 'Approve Button Style',
		name: 'approveStyle',
		type: 'options',
		options: styles,
		default: 'primary',
		description: 'How the button that approves looks in the mail',
		displayOptions: approval,
	},
	{
		displayName: 'Disapprove Button Label',
		name: 'disapproveLabel',
		type: 'string',
		default: 'Decline',
		description: 'The text of the button that disapproves',
		displayOptions: disapproval,
	},
	{
		displayName: 'Disapprove Button Style',
		name: 'disapproveStyle',
		type: 'options',
		options: styles,
		default: 'secondary',
		description: 'How the button that disapproves looks in the mail',
		displayOptions: disapproval,
	},
	...sender.filter(({ name }) => name !== 'replyTo'),
	limitWaitTime,
	...sender.filter(({ name }) => name === 'replyTo'),
	{
		displayName: 'Respond Button Label',
		name: 'respondLabel',
		type: 'string',
		default: 'Respond',
		description: 'The text of the button in the mail that leads to the form',
		displayOptions: form,
	},
	{
		displayName: 'Submit Button Label',
		name: 'submitLabel',
		type: 'string',
		default: 'Submit',
		description: 'The text of the button under the form',
		displayOptions: form,
	},
];
