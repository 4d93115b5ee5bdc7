import './engineHome';
import { EventEmitter, once } from 'node:events';
import { Container } from '@n8n/di';
import { BinaryDataService, TriggerContext, TriggersAndPollers } from 'n8n-core';
import {
	type IDataObject,
	type INode,
	type INodeExecutionData,
	type INodeParameters,
	type INodeType,
	type IRun,
	type ITriggerFunctions,
	type IWorkflowSettings,
	Workflow,
	type WorkflowActivateMode,
	type WorkflowExecuteMode,
} from 'n8n-workflow';
import { toError } from '../../mail/errors';
import { additionalData, nodeTypes } from './engine';

const TYPE = 'n8n-nodes-envelope.trigger';

export interface TriggerRun {
	node: INodeType;
	parameters: INodeParameters;
	/** `envelopeAccount` where none is given. */
	credentialType?: string;
	credential: IDataObject;
	/** A workflow's trigger lives once in a process: those beside each other are of several. */
	workflowId?: string;
	mode?: WorkflowExecuteMode;
	activation?: WorkflowActivateMode;
	settings?: IWorkflowSettings;
	/** The workflow's stored data, kept by the caller over a restart as n8n's database is. */
	staticData?: IDataObject;
	/** Deduplication keys of executions that n8n still has; kept likewise. */
	seenKeys?: Set<string>;
	/** Where failures are put; given by a caller whose trigger does not start. */
	failures?: Error[];
	/**
	 * What an execution does; its end is the execution's end, and it succeeds unless it says another
	 * status. Ends at once by default. Where it rejects, n8n could not make the execution.
	 */
	execute?: (item: INodeExecutionData) => Promise<unknown>;
}

export interface RunningTrigger {
	/** The items of the executions that were started, in their order. */
	started: INodeExecutionData[];
	/** The same by execution. */
	executions: INodeExecutionData[][];
	/** How often the trigger has emitted, also what n8n then dropped by its key. */
	emits(): number;
	/** How often it has waited for an execution's end. */
	waits(): number;
	/** Errors that n8n was asked to show as a failed execution. */
	failures: Error[];
	/** Waits until so many executions were started. */
	startedAtLeast(count: number): Promise<INodeExecutionData[]>;
	/** Waits until so many failures were shown. */
	failedAtLeast(count: number): Promise<Error[]>;
	close(): Promise<void>;
}

/** Runs a trigger in n8n-core's own context, with an emit that deduplicates as n8n's server does. */
export async function startTrigger(run: TriggerRun): Promise<RunningTrigger> {
	await Container.get(BinaryDataService).init();
	const { mode = 'trigger', activation = 'activate', seenKeys = new Set() } = run;
	const { credentialType = 'envelopeAccount' } = run;
	const node: INode = {
		id: 't1',
		name: 'Trigger',
		type: TYPE,
		typeVersion: 1,
		position: [0, 0],
		parameters: run.parameters,
		credentials: { [credentialType]: { id: 'c1', name: 'Account' } },
	};
	const workflow = new Workflow({
		id: run.workflowId ?? 'triggerTest',
		name: 'trigger test',
		active: true,
		nodeTypes: nodeTypes({ [TYPE]: run.node }),
		nodes: [node],
		connections: {},
		staticData: run.staticData,
		settings: run.settings,
	});
	const started: INodeExecutionData[] = [];
	const executions: INodeExecutionData[][] = [];
	const failures = run.failures ?? [];
	const changed = new EventEmitter();
	const take = (items: INodeExecutionData[]) => {
		executions.push(items);
		started.push(...items);
		changed.emit('change');
	};
	const fail = (error: unknown) => {
		failures.push(toError(error));
		changed.emit('change');
	};
	const atLeast = async <T>(list: T[], count: number): Promise<T[]> => {
		while (list.length < count) await once(changed, 'change');
		return list;
	};
	let emits = 0;
	let waits = 0;
	const emit: ITriggerFunctions['emit'] = (data, _response, done, key) => {
		emits++;
		if (done) waits++;
		const [items = []] = data;
		const [item] = items;
		if (!item) throw new Error('The trigger emitted nothing');
		// n8n resolves with the run, or with undefined for a key that it has seen (tried).
		if (key !== undefined && seenKeys.has(key)) return done?.resolve(undefined as never);
		if (key !== undefined) seenKeys.add(key);
		take(items);
		const running = run.execute?.(item) ?? Promise.resolve();
		running.then(
			(status) => done?.resolve({ status: status ?? 'success' } as IRun),
			(error: unknown) => done?.reject(toError(error)),
		);
	};
	const response = await Container.get(TriggersAndPollers).runTriggerFunction(
		workflow,
		node,
		() =>
			new TriggerContext(
				workflow,
				node,
				additionalData(run.credential),
				mode,
				activation,
				emit,
				(error) => {
					throw error;
				},
				fail,
			),
		additionalData(run.credential),
		mode,
		activation,
	);
	void response?.manualTriggerFunction?.().catch(fail);
	void response?.manualTriggerResponse?.then((data) => data[0] && take(data[0]));
	return {
		started,
		executions,
		emits: () => emits,
		waits: () => waits,
		failures,
		startedAtLeast: (count) => atLeast(started, count),
		failedAtLeast: (count) => atLeast(failures, count),
		close: async () => response?.closeFunction?.(),
	};
}
