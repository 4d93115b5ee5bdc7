import type { ITriggerFunctions } from 'n8n-workflow';
import type { EnvelopeError } from '../../mail/errors';
import { nodeError } from '../shared/nodeError';

/** The folders of one mailbox meet the same trouble within a minute or so. */
const SAME_TROUBLE_MS = 5 * 60_000;

/**
 * Shows errors as failed executions, so that the error workflow runs; the same one once. Never
 * emitError: n8n would give the trigger up after 15 seconds and still call it active (tried).
 */
export function reporterOf(context: ITriggerFunctions): (error: EnvelopeError) => void {
	const shownAt = new Map<string, number>();
	return (error) => {
		const now = performance.now();
		for (const [message, at] of shownAt) {
			if (now - at >= SAME_TROUBLE_MS) shownAt.delete(message);
		}
		if (shownAt.has(error.message)) return;
		shownAt.set(error.message, now);
		context.saveFailedExecution(nodeError(context.getNode(), error));
	};
}
