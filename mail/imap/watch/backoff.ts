import type { EnvelopeError, Phase } from '../../errors';
import { mayPass } from './mayPass';

const FIRST_DELAY_MS = 1_000;
const FACTOR = 1.5;

/** Only a connection that lasted this long was a good one: servers accept and drop in a loop too. */
const HEALTHY_AFTER_MS = 5 * 60_000;

/** Milliseconds, before the jitter. */
interface Range {
	least: number;
	most: number;
}

const usual: Range = { least: FIRST_DELAY_MS, most: 60_000 };

/** Nobody is there who could mind being asked, and whoever comes back is found within half a minute. */
const unreachable: Range = { least: FIRST_DELAY_MS, most: 20_000 };

/** "Too many connections": each attempt would be counted as one more. */
const throttled: Range = { least: 60_000, most: 10 * 60_000 };

/** Where only the user can help, asking every minute would lock the account at some providers. */
const hopeless: Range = { least: 5 * 60_000, most: 5 * 60_000 };

/** How long to wait before each reconnect. @param random from 0 to 1, for the jitter */
export class Backoff {
	private delay = FIRST_DELAY_MS;

	constructor(private readonly random: () => number) {}

	/**
	 * @param livedMs how long the connection lasted that was lost, 0 where there was none
	 * @param why what ended it
	 * @returns milliseconds
	 */
	next(livedMs: number, why: EnvelopeError): number {
		if (livedMs >= HEALTHY_AFTER_MS) this.delay = FIRST_DELAY_MS;
		const { least, most } = rangeFor(why);
		const base = Math.min(Math.max(this.delay, least), most);
		this.delay = Math.min(base * FACTOR, most);
		return base * (0.75 + this.random() / 2);
	}
}

const beforeAnAnswer: Phase[] = ['dns', 'connect'];

function rangeFor(why: EnvelopeError): Range {
	const { code, phase } = why;
	if (code === 'SERVER_BUSY' || code === 'CONNECTION_LIMIT') return throttled;
	// Whoever renamed a folder renames it back within minutes.
	if (code === 'FOLDER_NOT_FOUND') return usual;
	if (!mayPass(why)) return hopeless;
	return beforeAnAnswer.includes(phase) ? unreachable : usual;
}
