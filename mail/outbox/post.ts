import { setTimeout as sleep } from 'node:timers/promises';
import type { Account } from '../account/settings';
import { EnvelopeError, type Rejection } from '../errors';
import type { ComposedMessage } from '../message/compose';
import type { SmtpEnvelope } from '../smtp/attempt';
import { type Attempted, deliverWithRetries, type RetryPolicy } from './attempts';
import { type SentCopy, saveCopy } from './copy';
import { lookUp, nameOfMessage } from './lookup';
import { inDoubt, once } from './record';

/** A message on its way out. */
export interface Posting {
	account: Account;
	message: ComposedMessage;
	envelope: SmtpEnvelope;
	retry: RetryPolicy;
	/** Somebody may have sent it before this process began, so that it is looked for first. */
	mayBeRepeat: boolean;
	/** Where the outcome is unknown and the mailbox does not show it: whether to risk a second copy. */
	sendAgainInDoubt: boolean;
}

/** What became of a message, for each of its recipients. */
export interface Outcome {
	/** `partial` where that cannot be said of all recipients. */
	status: 'delivered' | 'partial';
	accepted: string[];
	rejected: Rejection[];
	/** Whether the server took the message for them is not known. */
	unknown: string[];
	/** The server's answer to the message. */
	response: string;
	/** 0 where it was found to be sent already. */
	attempts: number;
	/** True where an earlier call had sent it, and this one did nothing. */
	alreadySent: boolean;
	copy: SentCopy;
	/** What was asked for and could not be done. */
	warnings: string[];
}

/**
 * Sends a message and files its copy. Known by its Message-ID, it is sent once, however often this
 * is called: what went out is reported again, what is in doubt is looked for in the mailbox.
 *
 * @throws EnvelopeError where no recipient was accepted; OUTCOME_UNKNOWN where that is not known
 */
export function post(posting: Posting): Promise<Outcome> {
	const { account, message } = posting;
	const key = `${account.user} ${account.smtp?.host ?? ''} ${nameOfMessage(message).id}`;
	return once(key, async (earlierInDoubt) => {
		if (earlierInDoubt || posting.mayBeRepeat) {
			const found = await lookUp(account, message);
			if (found !== undefined) return sentBefore(posting, found, true);
		}
		if (earlierInDoubt && !posting.sendAgainInDoubt) throw stillUnknown(message.messageId);
		try {
			return await deliverAndFile(posting);
		} catch (error) {
			if (!isUnknown(error)) throw error;
			inDoubt(key);
			return settle(posting, error);
		}
	});
}

async function deliverAndFile(posting: Posting): Promise<Outcome> {
	const { account, message, envelope, retry } = posting;
	const attempted = await deliverWithRetries(account, message, envelope, retry);
	return {
		...outcomeOf(attempted),
		copy: await saveCopy(account, message),
		warnings: warningsOf(attempted, envelope),
	};
}

/** The mailbox may know what the server could not tell. */
async function settle(posting: Posting, error: EnvelopeError): Promise<Outcome> {
	const { account, message } = posting;
	// A server that files what it sends takes a moment for it.
	const looksAfterMs = account.sentCopy === 'leftToServer' ? [0, 2_000, 4_000] : [0];
	for (const ms of looksAfterMs) {
		await sleep(ms);
		const found = await lookUp(account, message).catch(() => undefined);
		if (found !== undefined) return sentBefore(posting, found, false);
	}
	if (posting.sendAgainInDoubt) return deliverAndFile(posting);
	throw error;
}

function outcomeOf({ accepted, rejected, unknown, response, attempts }: Attempted) {
	const all = rejected.length === 0 && unknown.length === 0;
	const status = all ? ('delivered' as const) : ('partial' as const);
	return { status, accepted, rejected, unknown, response, attempts, alreadySent: false };
}

/** The copy proves that the server took the message, though not for whom, where there are several. */
function sentBefore({ envelope }: Posting, id: string, alreadySent: boolean): Outcome {
	const known = envelope.to.length === 1;
	return {
		status: known ? 'delivered' : 'partial',
		accepted: known ? envelope.to : [],
		rejected: [],
		unknown: known ? [] : envelope.to,
		response: `Found in the mailbox as ${id}`,
		attempts: alreadySent ? 0 : 1,
		alreadySent,
		copy: { status: 'saved', id, problem: null },
		warnings: [],
	};
}

function warningsOf({ extensions }: Attempted, { reports }: SmtpEnvelope): string[] {
	return reports && !extensions.includes('DSN')
		? ['The server offers no delivery reports (DSN), so that none will come.']
		: [];
}

function isUnknown(error: unknown): error is EnvelopeError {
	return error instanceof EnvelopeError && error.code === 'OUTCOME_UNKNOWN';
}

function stillUnknown(messageId: string): EnvelopeError {
	const what = `It is not known whether the message ${messageId} was sent by an earlier attempt: the mailbox does not show it`;
	return new EnvelopeError('OUTCOME_UNKNOWN', what, { phase: 'response' });
}
