import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { INodeExecutionData, IRun, ITriggerFunctions } from 'n8n-workflow';
import { type Account, mailboxOf } from '../../mail/account/settings';
import { toError } from '../../mail/errors';
import { Backoff } from '../../mail/imap/backoff';
import type { Message } from '../../mail/message/model';

/**
 * Starts one execution for a message and waits for its end. n8n drops an emit whose deduplication
 * key it has seen, also after a crash (tried), so repeating is safe; it is repeated until n8n has
 * taken it, for example while its database is away.
 *
 * @param signal ends the repeating, when the trigger is closed
 */
export async function emitOnce(
	context: ITriggerFunctions,
	account: Account,
	item: INodeExecutionData,
	message: Message,
	signal: AbortSignal,
): Promise<void> {
	const key = deduplicationKey(context, account, message);
	// Engine 2 refuses an emit that waits for its end.
	if (context.getWorkflowSettings().engineType === 'v2') {
		context.emit([[item]], undefined, undefined, key);
		return;
	}
	const backoff = new Backoff(Math.random);
	while (!signal.aborted) {
		const done = context.helpers.createDeferredPromise<IRun>();
		try {
			context.emit([[item]], undefined, done, key);
			await done.promise;
			return;
		} catch (error) {
			context.logger.warn(
				`Envelope Trigger: n8n did not run ${message.id}: ${toError(error).message}`,
			);
			await sleep(backoff.next(0, false), undefined, { signal }).catch(() => {});
		}
	}
}

/** Unique for the message among all triggers of the instance; n8n has 255 characters for it. */
function deduplicationKey(context: ITriggerFunctions, account: Account, message: Message): string {
	const ids = [context.getWorkflow().id, context.getNode().id, mailboxOf(account), message.id];
	return createHash('sha256').update(JSON.stringify(ids)).digest('hex');
}
