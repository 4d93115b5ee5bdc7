import './engineHome';
import { randomUUID } from 'node:crypto';
import { Container } from '@n8n/di';
import { BinaryDataService, ExecutionLifecycleHooks, WorkflowExecute } from 'n8n-core';
import {
	type ExecutionError,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeParameters,
	type INodeType,
	type INodeTypes,
	type IVersionedNodeType,
	type IWorkflowExecuteAdditionalData,
	NodeConnectionTypes,
	NodeHelpers,
	type OnError,
	Workflow,
} from 'n8n-workflow';
import { CredentialsOf } from './engineCredentials';

const TYPE = 'n8n-nodes-envelope.tested';
const NAME = 'Tested';

export interface NodeRun {
	node: INodeType | IVersionedNodeType;
	/** `Tested` where none is given. */
	name?: string;
	/** 1 where none is given. */
	typeVersion?: number;
	parameters: INodeParameters;
	/** `envelopeAccount` where none is given. */
	credentialType?: string;
	/** Data of that credential. */
	credential: IDataObject;
	/** The input items; made inside the engine where they need its binary store. */
	items?: INodeExecutionData[] | ((context: IExecuteFunctions) => Promise<INodeExecutionData[]>);
	onError?: OnError;
	/** The same again for a repeat; another one each time where none is given. */
	executionId?: string;
	/** Where the node fails, n8n runs it once more in the same execution. */
	retryOnFail?: boolean;
	/** Under the type that n8n makes of the node for AI agents. */
	asTool?: boolean;
	/** Of the workflow; n8n's own where none is given. */
	timezone?: string;
	/** How often the node runs in the execution, as in a loop; each time with the same items. */
	runs?: number;
}

export interface NodeResult {
	/** By output: the second one is the error output, where the node has one. */
	outputs: INodeExecutionData[][];
	/** The json of the first output's items, of all runs of the node. */
	json: IDataObject[];
	error: ExecutionError | undefined;
}

/** Runs a node in n8n's own engine, behind a node that gives it its items. */
export async function runNode(run: NodeRun): Promise<NodeResult> {
	await Container.get(BinaryDataService).init();
	const workflow = workflowOf(run);
	await workflow.expression.acquireIsolate();
	try {
		const engine = new WorkflowExecute(additionalData(run.credential, run.executionId), 'trigger');
		const start = workflow.getNode('Items') ?? undefined;
		const { data } = await engine.run({ workflow, startNode: start });
		const tasks = data.resultData.runData[run.name ?? NAME] ?? [];
		const outputs = (tasks[0]?.data?.main ?? []).map((items) => items ?? []);
		return {
			outputs,
			json: tasks.flatMap((task) => (task.data?.main?.[0] ?? []).map((item) => item.json)),
			error: tasks[0]?.error ?? data.resultData.error,
		};
	} finally {
		await workflow.expression.releaseIsolate();
	}
}

function workflowOf(run: NodeRun): Workflow {
	const { node, name = NAME, typeVersion = 1, parameters, items = [{ json: {} }], onError } = run;
	const { credentialType = 'envelopeAccount', retryOnFail, runs = 1, timezone } = run;
	const type = run.asTool ? `${TYPE}Tool` : TYPE;
	const toTested = { node: name, type: NodeConnectionTypes.Main, index: 0 };
	return new Workflow({
		id: 'engineTest',
		name: 'engine test',
		active: false,
		nodeTypes: nodeTypes({ 'test.items': itemsNode(items), [type]: node }),
		nodes: [
			{
				id: 'n1',
				name: 'Items',
				type: 'test.items',
				typeVersion: 1,
				position: [0, 0],
				parameters: {},
			},
			{
				id: 'n2',
				name,
				type,
				typeVersion,
				position: [0, 0],
				parameters,
				credentials: { [credentialType]: { id: 'c1', name: 'Account' } },
				onError,
				retryOnFail,
				waitBetweenTries: 1,
			},
		],
		connections: { Items: { main: [Array.from({ length: runs }, () => toTested)] } },
		settings: { executionOrder: 'v1', timezone },
	});
}

function itemsNode(items: NonNullable<NodeRun['items']>): INodeType {
	return {
		description: {
			displayName: 'Items',
			name: 'items',
			group: ['trigger'],
			version: 1,
			description: '',
			defaults: {},
			inputs: [],
			outputs: [NodeConnectionTypes.Main],
			properties: [],
		},
		async execute(this: IExecuteFunctions) {
			return [typeof items === 'function' ? await items(this) : items];
		},
	};
}

export function nodeTypes(types: Record<string, NodeRun['node']>): INodeTypes {
	const find = (name: string) => {
		const type = types[name];
		if (!type) throw new Error(`No node type ${name}`);
		return type;
	};
	return {
		getByName: find,
		getByNameAndVersion: (name, version) => NodeHelpers.getVersionedNodeType(find(name), version),
		getKnownTypes: () => ({}),
	};
}

/** What n8n's server would give the engine; only what our nodes come to use. */
export function additionalData(
	credential: IDataObject,
	// Another one each time, as in n8n: from it comes the Message-ID of what is sent.
	executionId: string = randomUUID(),
): IWorkflowExecuteAdditionalData {
	const workflow = {
		id: 'engineTest',
		name: 'engine test',
		active: false,
		nodes: [],
		connections: {},
	};
	const dates = { createdAt: new Date(), updatedAt: new Date() };
	const data: Partial<IWorkflowExecuteAdditionalData> = {
		executionId,
		credentialsHelper: new CredentialsOf(credential),
		hooks: new ExecutionLifecycleHooks('trigger', '1', {
			...workflow,
			...dates,
			isArchived: false,
			activeVersionId: null,
			versionId: '',
		}),
		currentNodeExecutionIndex: 0,
		restApiUrl: 'http://127.0.0.1/rest',
		instanceBaseUrl: 'http://127.0.0.1',
		formWaitingBaseUrl: 'http://127.0.0.1/form-waiting',
		webhookWaitingBaseUrl: 'http://127.0.0.1/webhook-waiting',
		variables: {},
		setExecutionStatus: () => {},
		logAiEvent: () => {},
		getRunExecutionData: async () => undefined,
	};
	return data as IWorkflowExecuteAdditionalData;
}
