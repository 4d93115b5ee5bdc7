import type { INodeProperties } from 'n8n-workflow';
import { optionsField } from '../../shared/message/messageFields';
import { formFields } from './formFields';
import { optionFields } from './optionFields';

const show = { resource: ['message'], operation: ['sendAndWait'] };

const jsonExample = [
	{ fieldLabel: 'Your name', placeholder: 'Jane Doe', requiredField: true },
	{ fieldLabel: 'Size', fieldType: 'dropdown', fieldOptions: ['Small', 'Large'] },
];

/** What a person fills in to ask something by mail. */
export const fields: INodeProperties[] = [
	{
		displayName: 'To',
		name: 'to',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. jane@example.com',
		description: 'Who is asked, separated by commas. The first answer counts.',
		displayOptions: { show },
	},
	{
		displayName: 'Subject',
		name: 'subject',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. May order 4711 go out?',
		description: 'The subject of the mail and the title of the page',
		displayOptions: { show },
	},
	{
		displayName: 'Message',
		name: 'message',
		type: 'string',
		typeOptions: { rows: 4 },
		default: '',
		required: true,
		placeholder: 'e.g. 3 chairs to Jane Doe, 240 €',
		description: 'What is to be known before answering, as plain text',
		displayOptions: { show },
	},
	{
		displayName: 'Response Type',
		name: 'responseType',
		type: 'options',
		options: [
			{
				name: 'Approval',
				value: 'approval',
				description: 'A button to approve, one to disapprove',
			},
			{ name: 'Custom Form', value: 'customForm', description: 'A form with fields of your own' },
			{ name: 'Free Text', value: 'freeText', description: 'A text of any kind' },
		],
		default: 'approval',
		description: 'How it is answered. A link in the mail opens a page, where the answer is given.',
		displayOptions: { show },
	},
	{
		displayName: 'Type of Approval',
		name: 'approvalType',
		type: 'options',
		options: [
			{ name: 'Approve and Disapprove', value: 'double', description: 'Two buttons' },
			{ name: 'Approve Only', value: 'single', description: 'One button' },
		],
		default: 'double',
		description: 'Which buttons there are',
		displayOptions: { show: { ...show, responseType: ['approval'] } },
	},
	{
		displayName: 'Define Form',
		name: 'defineForm',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Using Fields Below', value: 'fields' },
			{ name: 'Using JSON', value: 'json', description: 'For example from an expression' },
		],
		default: 'fields',
		description: 'How the fields of the form are given',
		displayOptions: { show: { ...show, responseType: ['customForm'] } },
	},
	{
		...formFields,
		displayOptions: { show: { ...show, responseType: ['customForm'], defineForm: ['fields'] } },
	},
	{
		displayName: 'Form Fields (JSON)',
		name: 'formJson',
		type: 'json',
		typeOptions: { rows: 5 },
		default: JSON.stringify(jsonExample, null, 2),
		description:
			'A list of fields, each with fieldLabel, and as needed fieldType (checkbox, date, dropdown, email, number, radio, text, textarea), fieldOptions, placeholder and requiredField',
		displayOptions: { show: { ...show, responseType: ['customForm'], defineForm: ['json'] } },
	},
	optionsField(show, optionFields),
];
