import type {
	IDataObject,
	INodeParameters,
	INodeProperties,
	INodePropertyOptions,
	INodeType,
} from 'n8n-workflow';
import { runNode } from './engine';

/** An operation of a node, as an agent may be given it. */
export interface ToolOperation {
	/** Such as `envelopeMailbox.message.get`. */
	name: string;
	/** What n8n tells a model of it, if nobody writes more. */
	action: string | undefined;
	/** With every field that can be, left to the model. */
	parameters: INodeParameters;
	node: INodeType;
}

/** All operations of a node. */
export function operationsOf(node: INodeType): ToolOperation[] {
	const { properties, name } = node.description;
	return properties
		.filter((property) => property.name === 'operation')
		.flatMap(({ displayOptions, options = [] }) => {
			const [resource] = (displayOptions?.show?.resource ?? []) as string[];
			if (resource === undefined) throw new Error('An operation belongs to a resource');
			return (options as INodePropertyOptions[]).map(({ value, action }) => {
				const fields = shownWith(properties, resource, String(value));
				return {
					name: `${name}.${resource}.${value}`,
					action,
					parameters: { resource, operation: value, ...leftToModel(fields) },
					node,
				};
			});
		});
}

/** What an agent gets that calls the tool: n8n's way, without a server of n8n. */
export async function callTool(
	{ node, parameters }: ToolOperation,
	credential: IDataObject,
	args: IDataObject,
): Promise<{ answer: string; error: string | undefined }> {
	const run = { node, parameters, credential, items: [{ json: args }], asTool: true };
	const { json, error } = await runNode(run);
	return { answer: JSON.stringify(json), error: error?.message };
}

function shownWith(properties: INodeProperties[], resource: string, operation: string) {
	return properties.filter(({ displayOptions }) => {
		const show = displayOptions?.show;
		return show?.operation?.includes(operation) && show.resource?.includes(resource);
	});
}

const simple = ['string', 'number', 'boolean', 'dateTime', 'json', 'resourceLocator'];

/** Expressions in the place of values, those of collections included; what is chosen stays as it is. */
function leftToModel(fields: INodeProperties[], prefix = ''): INodeParameters {
	const filled = fields.flatMap(({ name, type, options, default: usual }) => {
		const key = `${prefix}${name}`;
		if (simple.includes(type)) return [[name, `={{ $fromAI('${key}', '', 'string') }}`]];
		if (type === 'collection')
			return [[name, leftToModel(options as INodeProperties[], `${key}_`)]];
		return prefix === '' ? [[name, usual]] : [];
	});
	return Object.fromEntries(filled) as INodeParameters;
}
