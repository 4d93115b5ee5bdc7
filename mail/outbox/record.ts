import type { Outcome } from './post';

/** Enough for the retries of every execution that is under way; about 5 MB. */
const MAX_ENTRIES = 10_000;

/**
 * What a process knows of the messages it sent, by account and Message-ID: n8n's own "retry on
 * fail" runs all items of a node again, and of these the ones that went out before must not go out
 * twice. A durable record takes this place later; until then a restart forgets.
 */
export class SendRecord {
	private readonly entries = new Map<string, Promise<Outcome>>();

	/** Sends whose outcome nobody knows. */
	private readonly doubtful = new Set<string>();

	/** @param maxEntries of these, the newest are kept */
	constructor(private readonly maxEntries = MAX_ENTRIES) {}

	/**
	 * Sends a message unless that was done or is under way.
	 *
	 * @param send told whether an earlier one ended in doubt
	 * @returns the outcome of the one time that it was sent
	 */
	async once(key: string, send: (inDoubt: boolean) => Promise<Outcome>): Promise<Outcome> {
		for (let earlier = this.entries.get(key); earlier; earlier = this.entries.get(key)) {
			const outcome = await earlier.catch(() => undefined);
			if (outcome) return { ...outcome, alreadySent: true };
		}
		const sending = send(this.doubtful.has(key)).then(
			(outcome) => {
				this.doubtful.delete(key);
				return outcome;
			},
			(error: unknown) => {
				this.entries.delete(key);
				throw error;
			},
		);
		this.entries.set(key, sending);
		this.forgetOldest(this.entries);
		return sending;
	}

	/** Marks a message as perhaps sent. */
	inDoubt(key: string): void {
		this.doubtful.add(key);
		this.forgetOldest(this.doubtful);
	}

	/** Both keep the order in which entries came. */
	private forgetOldest(kept: Map<string, unknown> | Set<string>): void {
		const [oldest] = kept.keys();
		if (kept.size > this.maxEntries && oldest !== undefined) kept.delete(oldest);
	}
}
