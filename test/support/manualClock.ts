import type { Clock } from '../../mail/clock';

export interface ManualClock extends Clock {
	/** Lets time pass: whoever waits for a moment up to then goes on. */
	advance(ms: number): Promise<void>;
	/** How many wait. */
	waiting(): number;
}

interface Sleeper {
	until: number;
	wake: (reached: boolean) => void;
}

/** A clock that stands still until it is advanced. */
export function manualClock(): ManualClock {
	const sleepers = new Set<Sleeper>();
	let now = 0;
	return {
		now: () => now,
		wait: (ms, signal) =>
			new Promise((resolve) => {
				if (signal?.aborted || ms <= 0) {
					resolve(!signal?.aborted);
					return;
				}
				const sleeper: Sleeper = {
					until: now + ms,
					wake: (reached) => {
						sleepers.delete(sleeper);
						resolve(reached);
					},
				};
				sleepers.add(sleeper);
				signal?.addEventListener('abort', () => sleeper.wake(false), { once: true });
			}),
		advance: async (ms) => {
			now += ms;
			for (const sleeper of [...sleepers]) if (sleeper.until <= now) sleeper.wake(true);
			// What goes on from here may want to wait again.
			await new Promise((resolve) => setImmediate(resolve));
		},
		waiting: () => sleepers.size,
	};
}
