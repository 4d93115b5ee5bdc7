import { EnvelopeError } from '../errors';

/**
 * The promise's result, if it comes in time.
 *
 * @param late gives, or throws, what takes its place where the time ran out first
 */
export async function before<T>(ms: number, promise: Promise<T>, late: () => T): Promise<T> {
	let timer: NodeJS.Timeout | undefined;
	const timeUp = new Promise<void>((resolve) => {
		timer = setTimeout(resolve, ms);
	});
	try {
		return await Promise.race([promise, timeUp.then(late)]);
	} finally {
		clearTimeout(timer);
	}
}

/**
 * Waits for a promise, but not for ever.
 *
 * @returns false where the time ran out first
 */
export function cameWithin(ms: number, promise: Promise<unknown>): Promise<boolean> {
	const came = promise.then(() => true);
	return before(ms, came, () => false);
}

/**
 * The promise's result, if it comes in time: on a half-open connection it never does.
 *
 * @throws EnvelopeError CONNECTION_TIMEOUT
 */
export function within<T>(ms: number, promise: Promise<T>): Promise<T> {
	return before(ms, promise, () => {
		const what = `The IMAP server did not answer within ${Math.round(ms / 1000)} s`;
		throw new EnvelopeError('CONNECTION_TIMEOUT', what, { phase: 'fetch' });
	});
}
