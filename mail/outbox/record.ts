import type { Outcome } from './post';

/** Enough for the retries of every execution that is under way; about 5 MB. */
const MAX_ENTRIES = 10_000;

/**
 * What this process knows of the messages it sent, by account and Message-ID: n8n's own "retry on
 * fail" runs all items of a node again, and of these the ones that went out before must not go out
 * twice. A durable record takes this place later; until then a restart forgets.
 */
const entries = new Map<string, Promise<Outcome>>();

/** Sends whose outcome nobody knows. */
const doubtful = new Set<string>();

/**
 * Sends a message unless that was done or is under way.
 *
 * @param send told whether an earlier one ended in doubt
 * @returns the outcome of the one time that it was sent
 */
export async function once(
	key: string,
	send: (inDoubt: boolean) => Promise<Outcome>,
): Promise<Outcome> {
	for (let earlier = entries.get(key); earlier; earlier = entries.get(key)) {
		const outcome = await earlier.catch(() => undefined);
		if (outcome) return { ...outcome, alreadySent: true };
	}
	const sending = send(doubtful.has(key)).then(
		(outcome) => {
			doubtful.delete(key);
			return outcome;
		},
		(error: unknown) => {
			entries.delete(key);
			throw error;
		},
	);
	entries.set(key, sending);
	forgetOldest(entries);
	return sending;
}

/** Marks a message as perhaps sent. */
export function inDoubt(key: string): void {
	doubtful.add(key);
	forgetOldest(doubtful);
}

/** Both keep the order in which entries came. */
function forgetOldest(kept: Map<string, unknown> | Set<string>): void {
	const [oldest] = kept.keys();
	if (kept.size > MAX_ENTRIES && oldest !== undefined) kept.delete(oldest);
}
