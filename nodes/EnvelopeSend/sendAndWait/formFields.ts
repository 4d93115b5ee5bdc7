import type { INodeProperties } from 'n8n-workflow';

const choosable = { show: { fieldType: ['checkbox', 'dropdown', 'radio'] } };
const writable = { show: { fieldType: ['email', 'number', 'text', 'textarea'] } };

/** The fields of a form, to be filled in one by one. */
export const formFields: INodeProperties = {
	displayName: 'Form Fields',
	name: 'formFields',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true, sortable: true },
	default: {},
	placeholder: 'Add Form Field',
	description: 'What to ask, in this order',
	options: [
		{
			displayName: 'Values',
			name: 'values',
			// In the order in which a person fills them in.
			// eslint-disable-next-line n8n-nodes-base/node-param-fixed-collection-type-unsorted-items
			values: [
				{
					displayName: 'Label',
					name: 'fieldLabel',
					type: 'string',
					default: '',
					placeholder: 'e.g. What is your name?',
					description:
						'What the form says above the field; also the name of its answer in the output',
				},
				{
					displayName: 'Type',
					name: 'fieldType',
					type: 'options',
					options: [
						{ name: 'Checkboxes', value: 'checkbox' },
						{ name: 'Date', value: 'date' },
						{ name: 'Dropdown', value: 'dropdown' },
						{ name: 'Email', value: 'email' },
						{ name: 'Number', value: 'number' },
						{ name: 'Radio Buttons', value: 'radio' },
						{ name: 'Text', value: 'text' },
						{ name: 'Textarea', value: 'textarea' },
					],
					default: 'text',
					description: 'What can be answered',
				},
				{
					displayName: 'Options',
					name: 'fieldOptions',
					type: 'string',
					typeOptions: { rows: 3 },
					default: '',
					placeholder: 'e.g. Small\nMedium\nLarge',
					description: 'What can be chosen, one in each line',
					displayOptions: choosable,
				},
				{
					displayName: 'Placeholder',
					name: 'placeholder',
					type: 'string',
					default: '',
					placeholder: 'e.g. Jane Doe',
					description: 'An example that stands in the field while it is empty',
					displayOptions: writable,
				},
				{
					displayName: 'Required',
					name: 'requiredField',
					type: 'boolean',
					default: false,
					description: 'Whether it has to be answered',
				},
			],
		},
	],
};
