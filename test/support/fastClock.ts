import { systemClock } from '../../mail/clock';

const { now, wait } = systemClock;

/**
 * Has the engine's clock run faster for the tests of a file, where waiting is all there is: for the
 * next look, or to connect again. Deadlines for what a server has to answer stay as they are.
 */
export function fastClock(times: number): void {
	systemClock.now = () => now() * times;
	systemClock.wait = (ms, signal) => wait(ms / times, signal);
}
