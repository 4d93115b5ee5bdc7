import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { EnvelopeTrigger } from '../../nodes/EnvelopeTrigger/EnvelopeTrigger.node';
import { type RunningTrigger, startTrigger, type TriggerRun } from './trigger';

export interface EnvelopeTriggerRun extends Partial<Omit<TriggerRun, 'node' | 'parameters'>> {
	credential: IDataObject;
	/** The inbox by default. */
	folder?: string;
	startFrom?: 'now' | 'unread' | 'all';
	options?: INodeParameters;
	/** Of the node's other fields. */
	parameters?: INodeParameters;
}

export interface RunningEnvelopeTrigger extends RunningTrigger {
	/** The subjects of what was started, in its order. */
	subjects(): unknown[];
}

/** The Envelope Trigger of a workflow that is active, on new messages. */
export async function startEnvelopeTrigger({
	folder = 'INBOX',
	startFrom = 'now',
	options = {},
	parameters = {},
	...run
}: EnvelopeTriggerRun): Promise<RunningEnvelopeTrigger> {
	const trigger = await startTrigger({
		node: new EnvelopeTrigger(),
		parameters: {
			event: 'newMessage',
			folder: { __rl: true, mode: 'name', value: folder },
			startFrom,
			options,
			...parameters,
		},
		...run,
	});
	return { ...trigger, subjects: () => trigger.started.map(({ json }) => json.subject) };
}
