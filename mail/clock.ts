import { setTimeout as sleep } from 'node:timers/promises';

/** Time, as an argument, so that a test can turn it. */
export interface Clock {
	/** Milliseconds since some moment; never goes back. */
	now(): number;
	/** @returns false where the signal ended the waiting */
	wait(ms: number, signal?: AbortSignal): Promise<boolean>;
}

export const systemClock: Clock = {
	now: () => performance.now(),
	wait: (ms, signal) => sleep(ms, true, { signal }).catch(() => false),
};
