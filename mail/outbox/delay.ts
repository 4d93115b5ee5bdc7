import type { EnvelopeError } from '../errors';

/** After a failed connection; it grows five times with each attempt. */
const NETWORK_DELAY_MS = 1_000;

/** After a server asked to come again later. */
const SERVER_DELAY_MS = 10_000;

const GROWTH = 5;

/** What a server says before it says how long: other times are those of its limits. */
const cue = /try|retry|again|wait|gr[ea]y|come back/i;

/** `Greylisted, please try again in 300 seconds` */
const inWords =
	/\b(?:in|for|after|wait)\s+(?:another\s+)?(\d{1,5})\s*(s|secs?|seconds?|m|mins?|minutes?|h|hours?)\b/i;

/** `Greylisted for 00:05:00` */
const onClock = /\b(?:in|for|after|wait)\s+(\d{1,2}):(\d\d):(\d\d)\b/i;

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
	const texts = [response, ...rejected.map((rejection) => rejection.response)];
	const wishes = texts.map(wishOf).filter((wish) => wish !== undefined);
	return wishes.length > 0 ? Math.max(...wishes) : undefined;
}

function wishOf(text: string): number | undefined {
	const start = text.search(cue);
	if (start < 0) return undefined;
	const said = text.slice(start);
	const clock = onClock.exec(said);
	if (clock) {
		const [hours = 0, minutes = 0, seconds = 0] = clock.slice(1).map(Number);
		return ((hours * 60 + minutes) * 60 + seconds) * 1_000;
	}
	const [, number, unit = ''] = inWords.exec(said) ?? [];
	return number === undefined
		? undefined
		: Number(number) * (unitMs[unit.charAt(0).toLowerCase()] ?? 0);
}
