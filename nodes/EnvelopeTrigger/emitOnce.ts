import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { INodeExecutionData, IRun, ITriggerFunctions } from 'n8n-workflow';
import { toError } from '../../mail/errors';

/** The ended execution, or why there is none to tell of. */
export type Outcome = IRun | 'ranBefore' | 'notTold' | 'closed';

const LONGEST_WAIT_MS = 60_000;

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
	for (let wait = 1_000; !signal.aborted; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
		const done = context.helpers.createDeferredPromise<IRun>();
		try {
			context.emit([items], undefined, done, key);
			// For a key that it has seen, n8n resolves with nothing, whatever the type says.
			const run: IRun | undefined = await done.promise;
			return run ?? 'ranBefore';
		} catch (error) {
			context.logger.warn(`Envelope Trigger: n8n did not run a message: ${toError(error).message}`);
			await sleep(wait, undefined, { signal }).catch(() => {});
		}
	}
	return 'closed';
}

/** Unique among all triggers of the instance; n8n has 255 characters for it. */
function deduplicationKey(context: ITriggerFunctions, what: string[]): string {
	const ids = [context.getWorkflow().id, context.getNode().id, ...what];
	return createHash('sha256').update(JSON.stringify(ids)).digest('hex');
}
