import { createHash, randomUUID } from 'node:crypto';
import type { IExecuteFunctions } from 'n8n-workflow';
import { newMessageId } from '../../../mail/message/messageId';
import type { OutgoingMessage } from '../../../mail/message/outgoing';
import { isTool, nodeOf } from '../nodeOf';

/**
 * The Message-ID of the message that an item sends: the same again for the same send, so that a
 * repeat can be recognised, and another for every other one.
 *
 * - With a key of the user's: from the key, the address of the sender and this n8n, which nobody
 *   else can name.
 * - For an agent: from the tool call's ID. Some models number their calls anew with each answer, so
 *   what the message says counts too.
 * - Else: from the execution, the node, its run (n8n counts loops) and the item; n8n's "retry on
 *   fail" repeats all four.
 *
 * @param key the user's, empty for none
 * @returns with angle brackets (RFC 5322 §3.6.4), in the sender's domain
 */
export function messageIdOf(
	context: IExecuteFunctions,
	itemIndex: number,
	message: Pick<OutgoingMessage, 'from' | 'to' | 'cc' | 'bcc'> & Partial<OutgoingMessage>,
	key: string,
): string {
	const { address } = message.from;
	const source =
		key === ''
			? callOf(context, itemIndex, said(message))
			: ['key', runOf(context).instance, address, key];
	const name = createHash('sha256').update(JSON.stringify(source)).digest('hex').slice(0, 40);
	return newMessageId(address, name);
}

function said({ to, cc, bcc, subject, text, html, inReplyTo }: Partial<OutgoingMessage>) {
	return [to, cc, bcc, subject, text, html, inReplyTo?.messageId];
}

/**
 * What tells one call of an operation from every other one, and is the same for a repeat of it.
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
		// Without one nothing could tell two sends apart, and one of them would be lost.
		execution: context.getExecutionId() || randomUUID(),
		node: [id, name],
		index: context.getWorkflowDataProxy(0).$runIndex as unknown,
	};
	runs.set(context, run);
	return run;
}
