import type { Clock } from '../../clock';
import { type EnvelopeError, toEnvelopeError } from '../../errors';

/** What keeps messages waiting, and whom to tell. */
export interface WaitingOptions {
	/** Told once of what will not pass by itself, or has not passed for long. */
	onProblem: (error: EnvelopeError) => void;
	/** Milliseconds of trouble that pass by themselves and are nobody's business. */
	outageMs: number;
	clock: Clock;
}

const LONGEST_WAIT_MS = 60_000;

/**
 * Does something until it succeeds.
 *
 * @param work told how often it has failed while the mailbox could be reached
 * @param signal ends the trying
 * @returns undefined where it was ended
 */
export async function persistently<T>(
	work: (failures: number) => Promise<T>,
	{ onProblem, outageMs, clock }: WaitingOptions,
	signal: AbortSignal,
): Promise<T | undefined> {
	const since = clock.now();
	let failures = 0;
	let told = false;
	for (let wait = 1_000; !signal.aborted; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
		try {
			return await work(failures);
		} catch (thrown) {
			const error = toEnvelopeError(thrown, 'fetch');
			if (error.phase === 'fetch') failures++;
			const lasts = clock.now() - since >= outageMs;
			if (!told && (!error.transient || lasts)) {
				told = true;
				onProblem(error);
			}
			await clock.wait(wait, signal);
		}
	}
	return undefined;
}
