import type { Account } from '../account/settings';
import { EnvelopeError, type Rejection, toEnvelopeError } from '../errors';
import type { ComposedMessage } from '../message/compose';
import type { SmtpEnvelope } from '../smtp/attempt';
import { deliver } from '../smtp/deliver';
import { allRejected } from '../smtp/smtpError';
import type { Clock } from '../clock';
import { delayAfter } from './delay';

/** How often and how long a message is tried. */
export interface RetryPolicy {
	/** The first one included. */
	attempts: number;
	/** From the first attempt on; none begins later. */
	budgetMs: number;
	/** Ends the waiting between attempts. */
	signal?: AbortSignal;
}

/** What became of a message after all attempts. */
export interface Attempted {
	accepted: string[];
	rejected: Rejection[];
	/** Those of an attempt that ended after the message and before the server's answer. */
	unknown: string[];
	/** The server's answer to the message. */
	response: string;
	/** SMTP extensions that the server offers; undefined where it took no message. */
	extensions?: string[];
	attempts: number;
	/** Why the server is not known to have taken the message for anybody. */
	error?: EnvelopeError;
}

/** The recipients that an attempt left without the message, and why. */
interface Remainder {
	refusals: Rejection[];
	error: EnvelopeError;
}

/**
 * Hands a message to the account's server, and tries again what may succeed later: a connection
 * that failed before the end of the message, and what the server refused with a 4yz code (RFC 5321
 * §4.2.1), as greylisting does. A recipient that was accepted is never tried again.
 */
export async function deliverWithRetries(
	account: Account,
	message: ComposedMessage,
	envelope: SmtpEnvelope,
	policy: RetryPolicy,
	clock: Clock,
): Promise<Attempted> {
	const end = clock.now() + policy.budgetMs;
	const result = nothingYet();
	let to = envelope.to;
	for (;;) {
		const remainder = await attempt(account, message, { ...envelope, to }, result);
		const goesOn = remainder && (await mayTryAgain(remainder, result.attempts, policy, end, clock));
		if (!goesOn) return verdict(result, remainder, account);
		to = remainder.refusals.map(({ recipient }) => recipient);
	}
}

function nothingYet(): Attempted {
	return { accepted: [], rejected: [], unknown: [], response: '', attempts: 0 };
}

/** Adds to the result what is final; gives back what is not. */
async function attempt(
	account: Account,
	message: ComposedMessage,
	envelope: SmtpEnvelope,
	result: Attempted,
): Promise<Remainder | undefined> {
	result.attempts++;
	try {
		const { accepted, rejected, response, extensions } = await deliver(account, message, envelope);
		result.accepted.push(...accepted);
		Object.assign(result, { response, extensions });
		return refused(rejected, account, result);
	} catch (thrown) {
		const error = toEnvelopeError(thrown, 'envelope');
		if (error.rejected.length > 0) return refused(error.rejected, account, result);
		const { what: response } = error;
		const refusals = envelope.to.map((recipient) => ({
			...{ recipient, code: null, enhancedCode: null, response },
		}));
		return { refusals, error };
	}
}

/** A 5yz is final; the others are left for the next attempt. */
function refused(
	rejected: Rejection[],
	account: Account,
	result: Attempted,
): Remainder | undefined {
	const isFinal = ({ code }: Rejection) => code === null || code >= 500;
	result.rejected.push(...rejected.filter(isFinal));
	const refusals = rejected.filter((rejection) => !isFinal(rejection));
	return refusals.length > 0 ? { refusals, error: allRejected(refusals, account) } : undefined;
}

/** Waits until it is time for the next attempt; @returns false where there is to be none */
async function mayTryAgain(
	{ error }: Remainder,
	attempts: number,
	policy: RetryPolicy,
	end: number,
	clock: Clock,
): Promise<boolean> {
	if (!error.transient || attempts >= policy.attempts) return false;
	const delayMs = delayAfter(attempts, error);
	return clock.now() + delayMs <= end && clock.wait(delayMs, policy.signal);
}

function verdict(result: Attempted, remainder: Remainder | undefined, account: Account): Attempted {
	const { refusals = [], error } = remainder ?? {};
	if (error?.code === 'OUTCOME_UNKNOWN') {
		result.unknown = refusals.map(({ recipient }) => recipient);
	} else {
		result.rejected.push(...refusals);
	}
	if (result.accepted.length === 0) result.error = failure(result.rejected, error, account);
	return result;
}

/** That of the last attempt, but with all recipients that the server refused, earlier ones too. */
function failure(
	rejected: Rejection[],
	error: EnvelopeError | undefined,
	account: Account,
): EnvelopeError {
	if (!error || error.code === 'RECIPIENT_REJECTED') return allRejected(rejected, account);
	const answered = rejected.filter(({ code }) => code !== null);
	if (answered.length === 0) return error;
	const { code, what, phase, transient, remedy, response } = error;
	return new EnvelopeError(code, what, { phase, transient, remedy, response, rejected: answered });
}
