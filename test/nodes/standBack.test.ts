import { standBackMs } from '../../nodes/EnvelopeTrigger/standBack';

const MINUTE = 60_000;

describe('how long a trigger waits that may not be the only one', () => {
	it('is no time at all when its two minutes have passed', () => {
		expect(standBackMs(0)).toBe(0);
		expect(standBackMs(-MINUTE)).toBe(0);
	});

	it('is two to four seconds before', () => {
		expect(standBackMs(1)).toBeGreaterThanOrEqual(2_000);
		expect(standBackMs(2 * MINUTE)).toBe(4_000);
	});

	it('is longer than that of one that started half a minute before it', () => {
		const difference = standBackMs(2 * MINUTE) - standBackMs(1.5 * MINUTE);
		expect(difference).toBeGreaterThanOrEqual(500);
	});
});
