import { EnvelopeError } from '../errors';

/**
 * Waits for a promise, but not for ever.
 *
 * @returns false where the time ran out first
 */
export async function cameWithin(ms: number, promise: Promise<unknown>): Promise<boolean> {
	let timer: NodeJS.Timeout | undefined;
	const late = new Promise<boolean>((resolve) => {
		timer = setTimeout(() => resolve(false), ms);
	});
	try {
		return await Promise.race([promise.then(() => true), late]);
	} finally {
		clearTimeout(timer);
	}
}

/**
 * The promise's result, if it comes in time: on a half-open connection it never does.
 *
 * @throws EnvelopeError CONNECTION_TIMEOUT
 */
export async function within<T>(ms: number, promise: Promise<T>): Promise<T> {
	let timer: NodeJS.Timeout | undefined;
	const late = new Promise<never>((_, reject) => {
		timer = setTimeout(() => {
			const what = `The IMAP server did not answer within ${Math.round(ms / 1000)} s`;
			reject(new EnvelopeError('CONNECTION_TIMEOUT', what, { phase: 'fetch' }));
		}, ms);
	});
	try {
		return await Promise.race([promise, late]);
	} finally {
		clearTimeout(timer);
	}
}
