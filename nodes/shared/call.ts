import { createHash, randomUUID } from 'node:crypto';
import type { IExecuteFunctions } from 'n8n-workflow';
import { isTool, nodeOf } from './nodeOf';

/**
 * What tells one call of an operation from every other one, and is the same for a repeat of it.
 *
 * - For an agent: the tool call's ID. Some models number their calls anew with each answer, so what the
 *   call is about counts too.
 * - Else: the execution, the node, its run (n8n counts loops) and the item; n8n's "retry on fail" repeats
 *   all four.
 *
 * @param what the call is about, which counts for an agent
 */
export function callOf(context: IExecuteFunctions, itemIndex: number, what: unknown[]): unknown[] {
	const { toolCallId } = context.getInputData()[itemIndex]?.json ?? {};
	const { index, ...execution } = runOf(context);
	// To a node that is no tool, such a field of an item means nothing.
	if (!isTool(context)) return ['item', execution, index, itemIndex];
	if (typeof toolCallId === 'string' && toolCallId !== '') {
		return ['call', execution, toolCallId, what];
	}
	// Whoever calls a tool without an ID may count the runs of the node in a way of its own.
	return ['item', execution, index, itemIndex, ...what];
}

/** This n8n. */
export function instanceOf(context: IExecuteFunctions): string {
	return runOf(context).instance;
}

/** A name for what comes from such facts, of 40 hexadecimal digits. */
export function digestOf(facts: unknown[]): string {
	return createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 40);
}

interface Run {
	instance: string;
	workflow: string | undefined;
	execution: string;
	/** Its ID and its name: in a workflow that was not made in n8n's editor, IDs occur twice. */
	node: string[];
	index: unknown;
}

/** Asked for once for all items: n8n takes a while to answer some of it. */
const runs = new WeakMap<IExecuteFunctions, Run>();

function runOf(context: IExecuteFunctions): Run {
	const known = runs.get(context);
	if (known) return known;
	const { id, name } = nodeOf(context);
	const run = {
		instance: context.getInstanceId(),
		workflow: context.getWorkflow().id,
		// Without one nothing could tell two calls apart, and one of two mails would be lost.
		execution: context.getExecutionId() || randomUUID(),
		node: [id, name],
		index: context.getWorkflowDataProxy(0).$runIndex as unknown,
	};
	runs.set(context, run);
	return run;
}
