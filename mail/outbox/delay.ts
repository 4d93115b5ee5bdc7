import type { EnvelopeError } from '../errors';

/** After a failed connection; it grows five times with each attempt. */
const NETWORK_DELAY_MS = 1_000;

/** After a server asked to come again later. */
const SERVER_DELAY_MS = 10_000;

const GROWTH = 5;

/** Some servers say how long: `Greylisted, please try again in 300 seconds`. */
const wish =
	/\b(?:in|for|after|wait)\s+(?:another\s+)?(\d{1,5})\s*(s|secs?|seconds?|m|mins?|minutes?|h|hours?)\b/i;

const unitMs: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000 };

/** Servers count differently. */
const WISH_MARGIN_MS = 1_000;

/**
 * How long to wait before the next attempt, in milliseconds: as long as the server wishes, or else
 * longer each time, and never the same for all, so that clients do not come back together.
 *
 * @param attempts that have failed
 * @param random from 0 to 1
 */
export function delayAfter(
	attempts: number,
	error: EnvelopeError,
	random: () => number = Math.random,
): number {
	const wished = wishIn(error);
	if (wished !== undefined) return Math.round(wished + WISH_MARGIN_MS * (1 + random()));
	const base = error.response === undefined ? NETWORK_DELAY_MS : SERVER_DELAY_MS;
	return Math.round(base * GROWTH ** (attempts - 1) * (0.8 + 0.4 * random()));
}

/** The longest, where the server has one for each recipient. */
function wishIn({ response = '', rejected }: EnvelopeError): number | undefined {
	const wishes = [response, ...rejected.map((rejection) => rejection.response)].flatMap((text) => {
		const [, number, unit = ''] = wish.exec(text) ?? [];
		return number === undefined
			? []
			: [Number(number) * (unitMs[unit.charAt(0).toLowerCase()] ?? 0)];
	});
	return wishes.length > 0 ? Math.max(...wishes) : undefined;
}
