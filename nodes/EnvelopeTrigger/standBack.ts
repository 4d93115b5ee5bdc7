import { setTimeout as sleep } from 'node:timers/promises';
import type { ITriggerFunctions } from 'n8n-workflow';

/** How long another n8n, if there is one, may be behind or ahead of this one. */
const OTHERS_MAY_BE_THERE_MS = 2 * 60_000;

/**
 * How old a message is at least before whoever has come last runs it: n8n takes tens of milliseconds
 * from making an execution to running it, under load more. INTERNALDATE has whole seconds.
 */
const STAND_BACK_MS = 2_000;

/**
 * What a newcomer waits besides, less and less as its two minutes pass: where both have come just now,
 * they would else begin at the same moment (seen).
 */
const NEWCOMER_MS = 2_000;

/**
 * Keeps out of the way of another n8n on the same database, as in a rolling update. An execution that
 * was made and does not run yet is taken away by an emit with the same key, and then both run (seen in
 * n8n 2.40: the row is replaced). So whoever has come last lets the other one begin: for two minutes
 * after n8n started, and after each sign that somebody else ran a message.
 */
export class StandBack {
	private until: number;
	/** One after the other, so that messages stay in their order. */
	private lastTurn = Promise.resolve();

	/** @param signal ends the waiting */
	constructor(
		context: ITriggerFunctions,
		private readonly signal: AbortSignal,
	) {
		const takesOver = ['init', 'leadershipChange'].includes(context.getActivationMode());
		// By chance a little less, for those that started together.
		const share = 1 - Math.random() / 4;
		this.until = takesOver ? Date.now() + OTHERS_MAY_BE_THERE_MS * share : 0;
	}

	/** Before an emit. @param receivedAt when the newest of its messages came, ISO 8601 */
	before(receivedAt: string | null): Promise<void> {
		this.lastTurn = this.lastTurn.then(() => this.untilSettled(receivedAt));
		return this.lastTurn;
	}

	/** After an emit that n8n dropped: somebody ran it before. */
	async afterDuplicate(): Promise<void> {
		this.until = Date.now() + OTHERS_MAY_BE_THERE_MS;
		await this.wait(STAND_BACK_MS);
	}

	private async untilSettled(receivedAt: string | null): Promise<void> {
		const age = Date.now() - new Date(receivedAt ?? 0).getTime();
		await this.wait(standBackMs(this.until - Date.now()) - Math.max(age, 0));
	}

	private async wait(ms: number): Promise<void> {
		if (ms > 0) await sleep(ms, undefined, { signal: this.signal }).catch(() => {});
	}
}

/**
 * How old a message has to be to be run, in milliseconds.
 *
 * @param left milliseconds for which others may be there
 */
export function standBackMs(left: number): number {
	return left <= 0 ? 0 : STAND_BACK_MS + NEWCOMER_MS * (left / OTHERS_MAY_BE_THERE_MS);
}
