import type { ITriggerFunctions } from 'n8n-workflow';

declare global {
	/** Live triggers by workflow and node; global, because a reloaded package brings its modules anew. */
	var envelopeTriggers: Map<string, () => void> | undefined;
}

/**
 * Makes this the only live instance of its trigger in the process: n8n has been seen to start a
 * second one while the first lives on, and every mail then runs twice.
 *
 * @param close ends this instance; called at most once
 * @returns ends this instance and forgets it
 */
export function takeOver(context: ITriggerFunctions, close: () => void): () => void {
	const instances = (globalThis.envelopeTriggers ??= new Map<string, () => void>());
	const id = [context.getWorkflow().id, context.getNode().id].join(':');
	instances.get(id)?.();
	let closed = false;
	const release = () => {
		if (closed) return;
		closed = true;
		close();
		if (instances.get(id) === release) instances.delete(id);
	};
	instances.set(id, release);
	return release;
}
