import { setTimeout as sleep } from 'node:timers/promises';

const PATIENCE_MS = 25_000;

/** Waits for what no event tells. Throws after 25 seconds, which is before jest gives up the test. */
export async function until(condition: () => boolean): Promise<void> {
	const end = Date.now() + PATIENCE_MS;
	while (!condition()) {
		if (Date.now() > end) throw new Error(`Never came true: ${condition.toString()}`);
		await sleep(10);
	}
}
