import '../../test/support/engineHome';
import { Container } from '@n8n/di';
import { BinaryDataService, TriggerContext, TriggersAndPollers } from 'n8n-core';
import {
	createEmptyRunExecutionData,
	type INode,
	type INodeExecutionData,
	type IRun,
	type ITriggerFunctions,
	Workflow,
} from 'n8n-workflow';
import { additionalData, nodeTypes } from '../../test/support/engine';
import type { TriggerNode } from './mailbox';
import type { LoadedNode } from './nodes';

/**
 * Starts a trigger in n8n's own context, in a workflow whose executions end at once. Nothing of them
 * is kept.
 *
 * @param id of the workflow: one trigger each
 * @param onItems given the items of each execution
 * @returns closes it
 */
export async function startTrigger(
	loaded: LoadedNode,
	trigger: TriggerNode,
	id: string,
	onItems: (items: INodeExecutionData[]) => void,
): Promise<() => Promise<void>> {
	await Container.get(BinaryDataService).init();
	const { type, typeVersion, parameters, credentialType, credential } = trigger;
	const node: INode = {
		id: 'trigger',
		name: 'Trigger',
		type,
		typeVersion,
		position: [0, 0],
		parameters,
		credentials: { [credentialType]: { id: 'account', name: 'Account' } },
	};
	const types = nodeTypes({ [type]: loaded });
	const settings = { id, name: id, active: true, nodes: [node], connections: {} };
	const workflow = new Workflow({ ...settings, nodeTypes: types });
	const emit: ITriggerFunctions['emit'] = ([items = []], _response, done) => {
		onItems(items);
		done?.resolve(ended());
	};
	const fail = (error: Error) => {
		throw error;
	};
	const data = additionalData(credential);
	const response = await Container.get(TriggersAndPollers).runTriggerFunction(
		workflow,
		node,
		() => new TriggerContext(workflow, node, data, 'trigger', 'activate', emit, fail, fail),
		data,
		'trigger',
		'activate',
	);
	return async () => response?.closeFunction?.();
}

/** What n8n says of an execution that succeeded. */
function ended(): IRun {
	return {
		data: createEmptyRunExecutionData(),
		mode: 'trigger',
		startedAt: new Date(),
		status: 'success',
		storedAt: 'db',
	};
}
