import type { INodeProperties } from 'n8n-workflow';
import { filterFields } from './fields';
import { rowsField } from './rows';

const all: INodeProperties[] = [
	...Object.values(filterFields),
	rowsField(
		'Any of These',
		'anyOf',
		'At least one of these has to fit, besides all other filters: from Jane or from John',
	),
	rowsField(
		'None of These',
		'noneOf',
		'What is left out: no message that fits one of these is found',
	),
];

/** @param displayOptions where the field is shown */
export function filtersField(
	displayOptions: INodeProperties['displayOptions'],
	description: string,
): INodeProperties {
	return {
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		placeholder: 'Add Filter',
		default: {},
		description,
		options: [...all].sort((a, b) => a.displayName.localeCompare(b.displayName)),
		displayOptions,
	};
}
