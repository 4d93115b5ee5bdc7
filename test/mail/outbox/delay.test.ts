import { EnvelopeError, type Rejection } from '../../../mail/errors';
import { delayAfter } from '../../../mail/outbox/delay';

const lost = new EnvelopeError('CONNECTION_LOST', 'lost', { phase: 'data' });
const saying = (response: string, rejected: Rejection[] = []) =>
	new EnvelopeError('SERVER_BUSY', 'busy', { phase: 'envelope', response, rejected });
const always = (value: number) => () => value;

test('it grows, for servers from a longer time on than for the network', () => {
	const delays = (error: EnvelopeError) =>
		[1, 2, 3].map((attempts) => delayAfter(attempts, error, always(0.5)));
	expect(delays(lost)).toEqual([1_000, 5_000, 25_000]);
	expect(delays(saying('450 Greylisted'))).toEqual([10_000, 50_000, 250_000]);
});

test('it is not the same for all', () => {
	expect(delayAfter(1, lost, always(0))).toBe(800);
	expect(delayAfter(1, lost, always(1))).toBe(1_200);
	const own = new Set(Array.from({ length: 100 }, () => delayAfter(3, lost)));
	expect(own.size).toBeGreaterThan(10);
});

test.each([
	['450 4.7.1 Greylisted, please try again in 2 seconds', 3_000],
	['450 4.2.0 Greylisted for 300 seconds', 301_000],
	['451 4.7.1 Try again in 5 minutes.', 301_000],
	['451 retry after 1 min', 61_000],
	['421 Too many connections, wait another 90s', 91_000],
	['450 Come back in 1 hour', 3_601_000],
	['450 TRY AGAIN IN 10 SEC', 11_000],
	['450 4.7.1 Greylisted for 00:05:00', 301_000],
	['451 Please wait 01:00:30 before you retry', 3_631_000],
])('the server says how long: %s', (response, ms) => {
	expect(delayAfter(1, saying(response), always(0))).toBe(ms);
	expect(delayAfter(2, saying(response), always(1))).toBe(ms + 1_000);
});

test.each([
	'450 4.7.1 Try again later',
	'451 4.7.1 Service unavailable - try again later',
	'452 4.5.3 Too many recipients, 100 max',
	'450 Limit of 20 messages reached',
	'450 Try again in 3 moments',
	'452 4.5.3 Too many recipients received in 24 hours',
	'450 4.2.1 Received too much for 24 hours, try again later',
	'450 The clock says 00:05:00, come back',
])('the server does not say how long: %s', (response) => {
	expect(delayAfter(1, saying(response), always(0.5))).toBe(10_000);
});

test('the longest of the wishes holds', () => {
	const rejected = [60, 300, 5].map((seconds) => ({
		recipient: 'a@example.test',
		code: 450,
		enhancedCode: null,
		response: `450 try again in ${seconds} seconds`,
	}));
	expect(delayAfter(1, saying('450 retry in 60 seconds', rejected), always(0))).toBe(301_000);
});
