import { LoadOptionsContext } from 'n8n-core';
import { type INode, type INodeParameters, type INodeType, Workflow } from 'n8n-workflow';
import { additionalData, nodeTypes } from './engine';

/**
 * The editor's side of a node's field that lists what there is.
 *
 * @param path of the field, such as `parameters.folder`
 */
export function editorOf(
	nodeType: INodeType,
	credential: Parameters<typeof additionalData>[0],
	path: string,
	given: INodeParameters = {},
): LoadOptionsContext {
	const parameters = { authentication: 'envelopeAccount', ...given };
	const node: INode = {
		...{ id: 'n1', name: 'Tested', type: 'test.node', typeVersion: 1, position: [0, 0] },
		parameters,
		credentials: { envelopeAccount: { id: 'c1', name: 'Account' } },
	};
	const workflow = new Workflow({
		nodes: [node],
		connections: {},
		active: false,
		nodeTypes: nodeTypes({ 'test.node': nodeType }),
		settings: { timezone: 'Europe/Berlin' },
	});
	const data = additionalData(credential);
	data.currentNodeParameters = parameters;
	return new LoadOptionsContext(workflow, node, data, path);
}
