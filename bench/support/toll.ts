import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { z } from 'zod';

const LOOK_EVERY_MS = 20;

export const tollSchema = z.object({
	/** Most memory of the process (RSS) above what it needed before; a MB is 10^6 bytes. */
	rssGrowthMb: z.number(),
	/** Longest time for which the event loop answered nobody. */
	maxStallMs: z.number(),
	seconds: z.number(),
});

/** What something takes from the process that does it. */
export type Toll = z.infer<typeof tollSchema>;

/** Does something and measures what it takes. Memory that a stall takes and gives back is not seen. */
export async function tollOf(run: () => Promise<void>): Promise<Toll> {
	collectGarbage();
	const before = process.memoryUsage.rss();
	const start = performance.now();
	let [peak, lastLook, maxStallMs] = [before, start, 0];
	const look = () => {
		const now = performance.now();
		maxStallMs = Math.max(maxStallMs, now - lastLook - LOOK_EVERY_MS);
		lastLook = now;
		peak = Math.max(peak, process.memoryUsage.rss());
	};
	const looking = setInterval(look, LOOK_EVERY_MS);
	await run();
	look();
	clearInterval(looking);
	return {
		rssGrowthMb: (peak - before) / 1e6,
		maxStallMs,
		seconds: (lastLook - start) / 1000,
	};
}

/**
 * Gives all that is free back to the system. A plain `gc()` leaves 100 MB from the loading of n8n in
 * the process, where growth would hide, a different part of it in each run. The flag is set here,
 * because on a command line it would have to go through every runner of scripts.
 */
export function collectGarbage(): void {
	setFlagsFromString('--expose-gc');
	const gc = runInNewContext('gc') as (options: object) => void;
	gc({ type: 'major', flavor: 'last-resort' });
}
