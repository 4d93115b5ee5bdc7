import type { EnvelopeError } from '../errors';

/** After a failed connection; it grows five times with each attempt. */
const NETWORK_DELAY_MS = 1_000;

/** After a server asked to come again later. */
const SERVER_DELAY_MS = 10_000;

const GROWTH = 5;

/** Some servers say how long: `Greylisted, please try again in 300 seconds`. */
const wish = /\b(\d{1,4})\s*(s|sec|secs|seconds?|m|min|mins|minutes?)\b/i;

/**
 * How long to wait before the next attempt, in milliseconds: as long as the server wishes, or else
 * longer each time, and never the same for all, so that clients do not come back together.
 *
 * @param attempts that have failed
 * @param random from 0 to 1
 */
export function delayAfter(
	attempts: number,
	error: EnvelopeError | undefined,
	random: () => number = Math.random,
): number {
	const wished = wishIn(error?.response ?? '');
	const base = error?.response === undefined ? NETWORK_DELAY_MS : SERVER_DELAY_MS;
	const usual = base * GROWTH ** (attempts - 1);
	return Math.round(Math.max(usual * (0.8 + 0.4 * random()), wished));
}

/** A second more, because servers count differently. */
function wishIn(response: string): number {
	const [, number, unit = ''] = wish.exec(response) ?? [];
	if (number === undefined) return 0;
	return Number(number) * (unit.toLowerCase().startsWith('m') ? 60_000 : 1_000) + 1_000;
}
