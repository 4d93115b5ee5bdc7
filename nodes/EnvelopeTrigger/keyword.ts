import { createHash } from 'node:crypto';
import type { ITriggerFunctions } from 'n8n-workflow';

/** The keyword that says a message was run by this trigger; servers keep a few dozen per folder. */
export function keywordOf(context: ITriggerFunctions): string {
	const ids = [context.getWorkflow().id, context.getNode().id].join(' ');
	return `EnvelopeRun-${createHash('sha256').update(ids).digest('hex').slice(0, 8)}`;
}
