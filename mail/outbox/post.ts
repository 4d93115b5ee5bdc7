import type { Account } from '../account/settings';
import { EnvelopeError, type Rejection } from '../errors';
import type { ComposedMessage } from '../message/compose';
import type { SmtpEnvelope } from '../smtp/attempt';
import { type Attempted, deliverWithRetries, type RetryPolicy } from './attempts';
import { type Clock, systemClock } from './clock';
import { type SentCopy, saveCopy } from './copy';
import { lookUp, nameOfMessage } from './lookup';
import { SendRecord } from './record';

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

/** What a test puts its own in the place of. */
export interface Means {
	clock: Clock;
	record: SendRecord;
}

const usualMeans: Means = { clock: systemClock, record: new SendRecord() };

/** When to look for a message in doubt, after one another; a server takes a moment to file it. */
const LOOK_AFTER_MS = [0, 2_000, 4_000];

/**
 * Sends a message and files its copy. Known by its Message-ID, it is sent once, however often this
 * is called: what went out is reported again, what is in doubt is looked for in the mailbox.
 *
 * @throws EnvelopeError where no recipient was accepted; OUTCOME_UNKNOWN where that is not known
 */
export function post(posting: Posting, means = usualMeans): Promise<Outcome> {
	const { account, message } = posting;
	const { record } = means;
	const key = `${account.user} ${account.smtp?.host ?? ''} ${nameOfMessage(message).id}`;
	return record.once(key, async (earlierInDoubt) => {
		if (earlierInDoubt || posting.mayBeRepeat) {
			const found = await lookUp(account, message);
			if (found !== undefined) return sentBefore(posting, found);
		}
		if (earlierInDoubt && !posting.sendAgainInDoubt) throw stillUnknown(message.messageId);
		const attempted = await tryAll(posting, means);
		if (attempted.error?.code !== 'OUTCOME_UNKNOWN') return filed(posting, attempted);
		record.inDoubt(key);
		return settle(posting, attempted, means);
	});
}

function tryAll({ account, message, envelope, retry }: Posting, { clock }: Means) {
	return deliverWithRetries(account, message, envelope, retry, clock);
}

/** The mailbox may know what the server could not tell. */
async function settle(posting: Posting, attempted: Attempted, means: Means): Promise<Outcome> {
	const { account, message } = posting;
	for (const ms of account.imap ? LOOK_AFTER_MS : []) {
		await means.clock.wait(ms, posting.retry.signal);
		const found = await lookUp(account, message).catch(() => undefined);
		if (found !== undefined) return filed(posting, proven(attempted, found), true);
	}
	if (!posting.sendAgainInDoubt) return filed(posting, attempted);
	const again = await tryAll(posting, means);
	return filed(posting, { ...again, attempts: attempted.attempts + again.attempts });
}

/** That it is in the mailbox proves that the server took it; for whom, where there is but one. */
function proven(attempted: Attempted, id: string): Attempted {
	const { unknown } = attempted;
	const known = unknown.length === 1;
	return {
		...attempted,
		accepted: known ? unknown : [],
		unknown: known ? [] : unknown,
		response: foundAs(id),
		error: undefined,
	};
}

/**
 * The outcome of a message that is out, and whose copy is put into the Sent folder now.
 *
 * @throws EnvelopeError for one that is not
 */
async function filed(
	{ account, message, envelope }: Posting,
	attempted: Attempted,
	mayHaveCopy = false,
): Promise<Outcome> {
	if (attempted.error) throw attempted.error;
	const { accepted, rejected, unknown, response, attempts } = attempted;
	const toAll = rejected.length === 0 && unknown.length === 0;
	return {
		status: toAll ? 'delivered' : 'partial',
		...{ accepted, rejected, unknown, response, attempts },
		alreadySent: false,
		copy: await saveCopy(account, message, { mayHaveCopy }),
		warnings: warningsOf(attempted, envelope),
	};
}

/** Sent by a process before this one, to the same recipients as far as anybody knows. */
function sentBefore({ envelope: { to } }: Posting, id: string): Outcome {
	const known = to.length === 1;
	return {
		status: known ? 'delivered' : 'partial',
		accepted: known ? to : [],
		rejected: [],
		unknown: known ? [] : to,
		response: foundAs(id),
		attempts: 0,
		alreadySent: true,
		copy: { status: 'saved', id, problem: null },
		warnings: [],
	};
}

function foundAs(id: string): string {
	return `Found in the mailbox as ${id}`;
}

function warningsOf({ extensions }: Attempted, { reports }: SmtpEnvelope): string[] {
	return reports && extensions && !extensions.includes('DSN')
		? ['The server offers no delivery reports (DSN), so that none will come.']
		: [];
}

function stillUnknown(messageId: string): EnvelopeError {
	const what = `It is not known whether the message ${messageId} was sent by an earlier attempt: the mailbox does not show it`;
	return new EnvelopeError('OUTCOME_UNKNOWN', what, { phase: 'response' });
}
