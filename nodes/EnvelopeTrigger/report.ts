import type { ITriggerFunctions } from 'n8n-workflow';
import type { EnvelopeError } from '../../mail/errors';
import { nodeError } from '../shared/nodeError';

/** The folders of one mailbox meet the same trouble within a minute or so. */
const SAME_TROUBLE_MS = 5 * 60_000;

export interface Reporter {
	/** Shows an error as a failed execution, so that the error workflow runs; the same one once. */
	report: (error: EnvelopeError) => void;
	/** Shows nothing until what it returns is called: the activation says it itself. */
	hold: () => () => void;
}

/**
 * Never emitError: n8n would give the trigger up after 15 seconds and still call it active (tried).
 */
export function reporterOf(context: ITriggerFunctions): Reporter {
	const shownAt = new Map<string, number>();
	let held = false;
	return {
		report: (error) => {
			const last = shownAt.get(error.message) ?? -Infinity;
			if (held || performance.now() - last < SAME_TROUBLE_MS) return;
			shownAt.set(error.message, performance.now());
			context.saveFailedExecution(nodeError(context.getNode(), error));
		},
		hold: () => {
			held = true;
			return () => {
				held = false;
			};
		},
	};
}
