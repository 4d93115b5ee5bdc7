import type { Clock } from '../../mail/clock';

export interface TurnedClock extends Clock {
	/** The waits that were asked for, in milliseconds. */
	waits: number[];
}

/**
 * A clock on which waiting takes no time but moves it on.
 *
 * @param onWait what happens meanwhile; told which wait it is, from 1
 */
export function turnedClock(
	onWait: (count: number) => void | Promise<void> = () => {},
): TurnedClock {
	const waits: number[] = [];
	let now = 0;
	return {
		waits,
		now: () => now,
		wait: async (ms, signal) => {
			waits.push(ms);
			now += ms;
			await onWait(waits.length);
			return !signal?.aborted;
		},
	};
}
