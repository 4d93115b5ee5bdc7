import { createHash } from 'node:crypto';
import type { INodeExecutionData, IRun, ITriggerFunctions } from 'n8n-workflow';
import { systemClock } from '../../mail/clock';
import type { EnvelopeError } from '../../mail/errors';
import { persistently } from '../../mail/imap/watch/persistently';

/** The ended execution, or why there is none to tell of. */
export type Outcome = IRun | 'ranBefore' | 'notTold' | 'closed';

interface Running {
	outcome: Promise<Outcome>;
	lastAsker: symbol;
}

/** Executions that have not ended, by key: n8n is never asked twice for the same at a time. */
const running = new Map<string, Running>();

/**
 * Starts one execution and waits for its end. n8n drops an emit whose deduplication key it has seen,
 * also after a crash (tried), so repeating is safe; it is repeated until n8n has taken it, for example
 * while its database is away.
 *
 * @param what names the event among all that the mailbox can have
 * @param signal ends the repeating, when the trigger is closed
 * @returns the ended execution; `ranBefore` where n8n has dropped the emit; `notTold` by its engine 2;
 * `closed` where the trigger was closed before n8n took it, and where somebody else has asked for the
 * same meanwhile, such as the trigger when it was activated anew: the outcome is for them alone
 */
export async function emitOnce(
	context: ITriggerFunctions,
	items: INodeExecutionData[],
	what: string[],
	signal: AbortSignal,
): Promise<Outcome> {
	const key = deduplicationKey(context, what);
	const asker = Symbol();
	for (let known; (known = running.get(key));) {
		const outcome = await outcomeFor(asker, known);
		if (outcome !== 'closed' || known.lastAsker !== asker) return outcome;
	}
	const outcome = emitPersistently(context, items, key, signal).finally(() => running.delete(key));
	const ours = { outcome, lastAsker: asker };
	running.set(key, ours);
	return outcomeFor(asker, ours);
}

async function outcomeFor(asker: symbol, run: Running): Promise<Outcome> {
	run.lastAsker = asker;
	const outcome = await run.outcome;
	return run.lastAsker === asker ? outcome : 'closed';
}

async function emitPersistently(
	context: ITriggerFunctions,
	items: INodeExecutionData[],
	key: string,
	signal: AbortSignal,
): Promise<Outcome> {
	// Engine 2 refuses an emit that waits for its end.
	if (context.getWorkflowSettings().engineType === 'v2') {
		context.emit([items], undefined, undefined, key);
		return 'notTold';
	}
	const emit = async () => {
		const done = context.helpers.createDeferredPromise<IRun>();
		context.emit([items], undefined, done, key);
		// For a key that it has seen, n8n resolves with nothing, whatever the type says.
		const run: IRun | undefined = await done.promise;
		return run ?? 'ranBefore';
	};
	const onProblem = ({ what }: EnvelopeError) =>
		context.logger.warn(`Envelope Trigger: n8n did not run a message: ${what}`);
	const outcome = await persistently(emit, { onProblem, outageMs: 0, clock: systemClock }, signal);
	return outcome ?? 'closed';
}

/** Unique among all triggers of the instance; n8n has 255 characters for it. */
function deduplicationKey(context: ITriggerFunctions, what: string[]): string {
	const ids = [context.getWorkflow().id, context.getNode().id, ...what];
	return createHash('sha256').update(JSON.stringify(ids)).digest('hex');
}
