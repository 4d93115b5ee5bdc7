import { EnvelopeError } from '../../errors';

const ANSWER_MS = 60 * 60_000;

/** Short, so that a person who puts the DNS right need not wait. */
const FAILURE_MS = 60_000;

interface Entry<T> {
	answer: Promise<T>;
	/** In milliseconds, as `now` counts. */
	until: number;
}

/**
 * Keeps answers for an hour and failures for a minute, but for those that may pass by themselves;
 * who asks while the answer is being found waits for the same one.
 *
 * @param now milliseconds
 */
export function remember<T>(
	find: (key: string) => Promise<T>,
	now: () => number,
): (key: string) => Promise<T> {
	const entries = new Map<string, Entry<T>>();
	const forgetOld = () => {
		for (const [key, { until }] of entries) if (until <= now()) entries.delete(key);
	};
	return (key) => {
		forgetOld();
		const kept = entries.get(key);
		if (kept) return kept.answer;
		const entry = { answer: find(key), until: Infinity };
		entries.set(key, entry);
		entry.answer.then(
			() => (entry.until = now() + ANSWER_MS),
			(error: unknown) => (entry.until = now() + (mayPass(error) ? 0 : FAILURE_MS)),
		);
		return entry.answer;
	};
}

function mayPass(error: unknown): boolean {
	return error instanceof EnvelopeError && error.transient;
}
