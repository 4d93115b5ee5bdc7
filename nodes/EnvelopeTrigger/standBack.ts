import { setTimeout as sleep } from 'node:timers/promises';
import type { ITriggerFunctions } from 'n8n-workflow';

/** How long another n8n, if there is one, may be behind or ahead of this one. */
const OTHERS_MAY_BE_THERE_MS = 2 * 60_000;

/** n8n takes tens of milliseconds from making an execution to running it, under load more. */
const STAND_BACK_MS = 1_500;

/** What came so long before the start is old: no other n8n is about to run it. */
const OLD_AFTER_MS = 5 * 60_000;

/**
 * Keeps out of the way of another n8n on the same database, as in a rolling update. An execution that
 * was made and does not run yet is taken away by an emit with the same key, and then both run (seen in
 * n8n 2.40: the row is replaced). So whoever has come last lets the other one begin: for two minutes
 * after n8n started, and after each sign that somebody else ran a message.
 */
export class StandBack {
	private until: number;
	private readonly startedAt = Date.now();
	/** The same for all of a trigger, so that their order stays; another one for another n8n. */
	private readonly waitMs = STAND_BACK_MS * (1 + Math.random() / 2);

	/** @param signal ends the waiting */
	constructor(
		context: ITriggerFunctions,
		private readonly signal: AbortSignal,
	) {
		const takesOver = ['init', 'leadershipChange'].includes(context.getActivationMode());
		this.until = takesOver ? this.startedAt + OTHERS_MAY_BE_THERE_MS : 0;
	}

	/** Before an emit. @param receivedAt when the newest of its messages came, ISO 8601 */
	async before(receivedAt: string | null): Promise<void> {
		const isOld = new Date(receivedAt ?? 0).getTime() < this.startedAt - OLD_AFTER_MS;
		if (Date.now() < this.until && !isOld) await this.wait();
	}

	/** After an emit that n8n dropped: somebody ran it before. */
	async afterDuplicate(): Promise<void> {
		this.until = Date.now() + OTHERS_MAY_BE_THERE_MS;
		await this.wait();
	}

	private async wait(): Promise<void> {
		await sleep(this.waitMs, undefined, { signal: this.signal }).catch(() => {});
	}
}
