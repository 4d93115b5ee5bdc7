import { Backoff } from '../../../mail/imap/backoff';

const MINUTE_MS = 60_000;

/** Without jitter. */
const steady = () => new Backoff(() => 0.5);

/** The next delays after connections that were lost at once. */
const delays = (backoff: Backoff, count: number) =>
	Array.from({ length: count }, () => backoff.next(0, false));

test('waits longer each time, from one second up to a minute', () => {
	const waited = delays(steady(), 15);
	expect(waited.slice(0, 4)).toEqual([1_000, 1_500, 2_250, 3_375]);
	expect(waited).toEqual(waited.toSorted((a, b) => a - b));
	expect(waited.slice(-3)).toEqual([MINUTE_MS, MINUTE_MS, MINUTE_MS]);
});

test.each([
	[0, 750],
	[1, 1_250],
])('spreads clients by a quarter each way (random %d)', (random, first) => {
	expect(new Backoff(() => random).next(0, false)).toBe(first);
});

test.each([
	[5 * MINUTE_MS, 1_000],
	[5 * MINUTE_MS - 1, MINUTE_MS],
])('after a connection that lasted %d ms waits %d ms', (lived, expected) => {
	const backoff = steady();
	delays(backoff, 15);
	expect(backoff.next(lived, false)).toBe(expected);
});

test('asks rarely where only the user can help', () => {
	const backoff = steady();
	expect(backoff.next(0, true)).toBe(5 * MINUTE_MS);
	expect(backoff.next(5 * MINUTE_MS, true)).toBe(5 * MINUTE_MS);
});
