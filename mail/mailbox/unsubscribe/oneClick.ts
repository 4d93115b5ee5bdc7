import { type PostForm, Unusable } from '../../account/internet/lookups';
import { EnvelopeError } from '../../errors';

/** All that is sent (RFC 8058 §3.1): no cookie, no sign-in, nothing of the mailbox. */
const FORM = 'List-Unsubscribe=One-Click';

/**
 * Leaves a list with one click.
 *
 * @returns the status of the answer, from 200 to 299
 * @throws EnvelopeError UNSUBSCRIBE_FAILED, transient where another try may help
 */
export async function clickOnce(url: URL, post: PostForm): Promise<number> {
	const status = await answer(url, post);
	if (status >= 200 && status < 300) return status;
	// A redirect may turn the POST into a GET, or lead anywhere: senders must not use one.
	const what =
		status >= 300 && status < 400
			? `answered by leading elsewhere (${status}), which is not followed (RFC 8058 §3.1)`
			: `refused the request (${status})`;
	throw failure(`${url.hostname} ${what}`, status === 429 || status >= 500);
}

async function answer(url: URL, post: PostForm): Promise<number> {
	try {
		return await post(url, FORM);
	} catch (error) {
		if (error instanceof Unusable) {
			throw failure(`The unsubscribe address cannot be used: ${error.message}`, error.mayPass);
		}
		if (error instanceof EnvelopeError && error.code === 'DNS_FAILED')
			throw failure(error.what, true);
		throw error;
	}
}

function failure(what: string, transient: boolean): EnvelopeError {
	return new EnvelopeError('UNSUBSCRIBE_FAILED', what, { phase: 'connect', transient });
}
