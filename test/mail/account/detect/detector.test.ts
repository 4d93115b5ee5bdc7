import { detector } from '../../../../mail/account/detect/detector';
import { failureOf } from '../../../support/failure';
import { type Internet, startInternet } from '../../../support/internet';

const MINUTE_MS = 60_000;

let internet: Internet;
beforeAll(async () => {
	internet = await startInternet('nobody.test');
});
afterAll(() => internet.close());

const migadu = { MX: [{ exchange: 'aspmx1.migadu.com', priority: 10 }] };

/** A detector with a clock of its own. */
function started() {
	const clock = { now: 1_000_000 };
	const asked = internet.dns.asked().length;
	return {
		clock,
		detect: detector(internet.lookups(), () => clock.now),
		/** How often the MX records of a domain were asked for. */
		searches: (domain = 'example.test') =>
			internet.dns
				.asked()
				.slice(asked)
				.filter((question) => question === `MX ${domain}`).length,
	};
}

test('keeps what it found for an hour, by domain', async () => {
	internet.dns.zone = { 'example.test': migadu, 'other.test': migadu };
	const { clock, detect, searches } = started();
	const found = await detect('example.test');
	clock.now += 59 * MINUTE_MS;
	expect(await detect('example.test')).toBe(found);
	expect(searches()).toBe(1);
	await detect('other.test');
	expect(searches('other.test')).toBe(1);
	clock.now += MINUTE_MS;
	expect(await detect('example.test')).toEqual(found);
	expect(searches()).toBe(2);
});

test('searches once for all who ask at the same time', async () => {
	internet.dns.zone = { 'example.test': migadu };
	const { detect, searches } = started();
	const found = await Promise.all(Array.from({ length: 20 }, () => detect('example.test')));
	expect(new Set(found).size).toBe(1);
	expect(searches()).toBe(1);
});

test('keeps a failure for a minute', async () => {
	internet.dns.zone = {};
	const { clock, detect, searches } = started();
	await failureOf(detect('example.test'));
	internet.dns.zone = { 'example.test': migadu };
	clock.now += MINUTE_MS - 1;
	expect(await failureOf(detect('example.test'))).toMatchObject({ code: 'INVALID_ACCOUNT' });
	expect(searches()).toBe(1);
	clock.now += 1;
	expect(await detect('example.test')).toMatchObject({ preset: { id: 'migadu' } });
});

test('asks again at once where the DNS gave no answer', async () => {
	internet.dns.zone = { 'example.test': { MX: 'SERVFAIL' } };
	const { detect } = started();
	expect(await failureOf(detect('example.test'))).toMatchObject({ code: 'DNS_FAILED' });
	internet.dns.zone = { 'example.test': migadu };
	expect(await detect('example.test')).toMatchObject({ preset: { id: 'migadu' } });
});

test('gives up when all together takes too long', async () => {
	jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
	const never = () => new Promise<never>(() => {});
	const detect = detector({ mx: never, srv: never, addresses: never, getHttps: never });
	const failure = failureOf(detect('example.test'));
	jest.advanceTimersByTime(20_000);
	jest.useRealTimers();
	expect(await failure).toMatchObject({ code: 'DNS_FAILED', transient: true });
});
