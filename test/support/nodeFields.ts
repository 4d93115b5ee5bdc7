import type {
	INodeParameters,
	INodeProperties,
	INodePropertyCollection,
	INodeTypeDescription,
} from 'n8n-workflow';

/** A field of a node that an expression can fill in. */
export interface NodeField {
	/** Such as `options.headers.header.value`. */
	path: string;
	/** What the user calls it, and what it stands in, such as `Value` and `Headers`. */
	names: string[];
	/** The parameters with a value in it, and with what has to be chosen for it to be shown. */
	holding(value: unknown): INodeParameters;
}

/** What has to be filled in beside a field for its own value to count. */
const beside: INodeParameters = {
	name: 'X-Ticket',
	start: '2026-12-01T10:00',
	fieldLabel: 'Your name',
	fieldOptions: 'one\ntwo',
	fillPlaceholders: true,
};

/** Where a property stands: what the object that it belongs to becomes in the parameters. */
interface Place {
	path: string[];
	names: string[];
	put: (object: INodeParameters) => INodeParameters;
	/** Parameters of the node that show it. */
	shownBy: INodeParameters;
}

/**
 * The fields of one of a node's operations, those in collections included.
 *
 * @param operation none for a trigger, which has none
 */
export function fieldsOf(node: INodeTypeDescription, operation?: string): NodeField[] {
	const properties = node.properties.filter(
		({ displayOptions }) =>
			operation === undefined || displayOptions?.show?.operation?.includes(operation),
	);
	const root: Place = { path: [], names: [], put: (object) => object, shownBy: {} };
	return properties.flatMap((property) => fieldsIn(property, root, []));
}

function fieldsIn(
	property: INodeProperties,
	place: Place,
	siblings: INodeProperties[],
): NodeField[] {
	if (property.noDataExpression || ['notice', 'hidden'].includes(property.type)) return [];
	const { name, displayName, options = [] } = property;
	const { chosen, shownBy } = shownWith(property, place, siblings);
	const here: Place = {
		path: [...place.path, name],
		names: [displayName, ...place.names],
		put: (value) => place.put({ ...chosen, [name]: value }),
		shownBy,
	};
	if (property.type === 'collection') {
		const fields = options as INodeProperties[];
		return fields.flatMap((each) => fieldsIn(each, here, fields));
	}
	if (property.type === 'fixedCollection') {
		return (options as INodePropertyCollection[]).flatMap((group) => {
			const several = property.typeOptions?.multipleValues;
			const put = (value: INodeParameters) => here.put({ [group.name]: several ? [value] : value });
			const inside = { ...here, path: [...here.path, group.name], put };
			return group.values.flatMap((each) => fieldsIn(each, inside, group.values));
		});
	}
	return [
		{
			path: here.path.join('.'),
			names: here.names,
			holding: (value) => ({ ...shownBy, ...here.put(value as INodeParameters) }),
		},
	];
}

/** The values, beside the property and at the root, with which it is shown and counts. */
function shownWith(
	{ displayOptions }: INodeProperties,
	{ path, shownBy }: Place,
	siblings: INodeProperties[],
) {
	const known = siblings.filter(({ name }) => name in beside);
	const chosen = Object.fromEntries(known.map(({ name }) => [name, beside[name]]));
	const root = { ...shownBy };
	for (const [key, values] of Object.entries(displayOptions?.show ?? {})) {
		if (key === 'resource' || key === 'operation') continue;
		const value = values?.[0] as string;
		if (path.length === 0 || key.startsWith('/')) root[key.replace('/', '')] = value;
		else chosen[key] = value;
	}
	return { chosen, shownBy: root };
}
