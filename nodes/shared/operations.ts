import {
	type IExecuteFunctions,
	type INodeProperties,
	type INodePropertyOptions,
	NodeOperationError,
} from 'n8n-workflow';
import type { Run } from './items';

/** Something that a node can do with a resource; each is a file of its own. */
export interface Operation {
	/** How it stands in the list of operations. */
	option: INodePropertyOptions;
	/** Its own fields, which are shown with it. */
	fields: INodeProperties[];
	run: Run;
}

/** Something that a node works with, and what it can do with it. */
export interface Resource {
	/** Of the node's parameter `resource`. */
	name: string;
	/** The operation that is chosen at first. */
	usual: string;
	operations: Operation[];
}

/**
 * The choice of the operation for each resource, and the fields of each operation.
 */
export function operationFields(resources: Resource[]): INodeProperties[] {
	return resources.flatMap(({ name, usual, operations }) => [
		{
			displayName: 'Operation',
			name: 'operation',
			type: 'options',
			noDataExpression: true,
			displayOptions: { show: { resource: [name] } },
			options: operations.map(({ option }) => option).sort((a, b) => a.name.localeCompare(b.name)),
			default: usual,
		},
		...operations.flatMap(({ fields }) => fields),
	]);
}

/** What the node was told to do. @throws NodeOperationError where there is no such operation */
export function chosenRun(context: IExecuteFunctions, resources: Resource[]): Run {
	const resource = context.getNodeParameter('resource', 0);
	const operation = context.getNodeParameter('operation', 0);
	const chosen = resources
		.find(({ name }) => name === resource)
		?.operations.find(({ option }) => option.value === operation);
	if (!chosen) throw new NodeOperationError(context.getNode(), 'There is no such operation');
	return chosen.run;
}
