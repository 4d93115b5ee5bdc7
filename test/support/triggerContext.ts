import type { INodeParameters, ITriggerFunctions } from 'n8n-workflow';
import { EnvelopeTrigger } from '../../nodes/EnvelopeTrigger/EnvelopeTrigger.node';
import { startTrigger } from './trigger';

/**
 * Calls a function with the context that n8n gives to Envelope Trigger, instead of the trigger's
 * own; no mail server is needed.
 *
 * @param parameters of the node; the others have their defaults
 */
export async function inTrigger<T>(
	parameters: INodeParameters,
	use: (context: ITriggerFunctions) => T | Promise<T>,
): Promise<T> {
	const { description } = new EnvelopeTrigger();
	const results: T[] = [];
	const trigger = async function (this: ITriggerFunctions) {
		results.push(await use(this));
		return {};
	};
	await startTrigger({ node: { description, trigger }, parameters, credential: {} });
	return results[0]!;
}
