const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 60_000;
const FACTOR = 1.5;

/** Only a connection that lasted this long was a good one: servers accept and drop in a loop too. */
const HEALTHY_AFTER_MS = 5 * 60_000;

/** Where only the user can help, asking every minute would lock the account at some providers. */
const HOPELESS_DELAY_MS = 5 * 60_000;

/** How long to wait before each reconnect. @param random from 0 to 1, for the jitter */
export class Backoff {
	private delay = FIRST_DELAY_MS;

	constructor(private readonly random: () => number) {}

	/**
	 * @param livedMs how long the connection lasted that was lost, 0 where there was none
	 * @param hopeless true where nothing will change by itself, such as a wrong password
	 * @returns milliseconds
	 */
	next(livedMs: number, hopeless: boolean): number {
		if (livedMs >= HEALTHY_AFTER_MS) this.delay = FIRST_DELAY_MS;
		const base = hopeless ? HOPELESS_DELAY_MS : this.delay;
		this.delay = Math.min(this.delay * FACTOR, LONGEST_DELAY_MS);
		return base * (0.75 + this.random() / 2);
	}
}
