import { EnvelopeError, type ErrorCode, type Phase } from '../../../../mail/errors';
import { Backoff } from '../../../../mail/imap/watch/backoff';

const MINUTE_MS = 60_000;

/** Without jitter. */
const steady = () => new Backoff(() => 0.5);

const error = (code: ErrorCode, phase: Phase = 'fetch') =>
	new EnvelopeError(code, 'It ended', { phase });

const lost = error('CONNECTION_LOST');

/** The next delays after connections that were lost at once. */
const delays = (backoff: Backoff, count: number, why = lost) =>
	Array.from({ length: count }, () => backoff.next(0, why));

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
	expect(new Backoff(() => random).next(0, lost)).toBe(first);
});

test.each([
	[5 * MINUTE_MS, 1_000],
	[5 * MINUTE_MS - 1, MINUTE_MS],
])('after a connection that lasted %d ms waits %d ms', (lived, expected) => {
	const backoff = steady();
	delays(backoff, 15);
	expect(backoff.next(lived, lost)).toBe(expected);
});

test('asks rarely where only the user can help', () => {
	const backoff = steady();
	const refused = error('IMAP_AUTH_FAILED', 'login');
	expect(backoff.next(0, refused)).toBe(5 * MINUTE_MS);
	expect(backoff.next(5 * MINUTE_MS, refused)).toBe(5 * MINUTE_MS);
});

test('finds a server that was away within half a minute, however long it was away', () => {
	const away = error('CONNECTION_REFUSED', 'connect');
	const latest = new Backoff(() => 1);
	expect(Math.max(...delays(latest, 30, away))).toBeLessThan(30_000);
});

test.each(['SERVER_BUSY', 'CONNECTION_LIMIT'] as const)('waits longer after %s', (code) => {
	const waited = delays(steady(), 10, error(code, 'login'));
	expect(waited[0]).toBe(MINUTE_MS);
	expect(waited.at(-1)).toBe(10 * MINUTE_MS);
});

test('looks for a folder that is missing as often as for a connection that was lost', () => {
	expect(delays(steady(), 15, error('FOLDER_NOT_FOUND', 'folder')).at(-1)).toBe(MINUTE_MS);
});

test('takes an answer within a session for a bad moment of the server', () => {
	const backoff = steady();
	expect(backoff.next(0, error('SERVER_REJECTED', 'fetch'))).toBe(1_000);
	expect(backoff.next(0, error('UNEXPECTED', 'settings'))).toBe(5 * MINUTE_MS);
});
