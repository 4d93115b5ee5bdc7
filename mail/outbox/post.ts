import type { SmtpEnvelope } from '../smtp/attempt';
import { type Attempted, deliverWithRetries } from './attempts';
import { type Clock, systemClock } from '../clock';
import { saveCopy } from './copy';
import { nameOfMessage } from './lookup';
import { merged, type Outcome, outcomeOf, type Sent } from './outcome';
import type { Posting } from './posting';
import { SendRecord } from './record';
import { openIn, sentBefore } from './repeat';
import { proven, settle } from './settle';

/** What a test puts its own in the place of. */
export interface Means {
	clock: Clock;
	record: SendRecord;
}

const usualMeans: Means = { clock: systemClock, record: new SendRecord() };

/**
 * Sends a message and files its copy. Known by its Message-ID, it is sent once to each recipient,
 * however often this is called: what went out is reported again, who was put off is tried again,
 * what is in doubt is looked for in the mailbox.
 *
 * @throws EnvelopeError where no recipient was accepted; OUTCOME_UNKNOWN where that is not known;
 * INVALID_FIELD where the message was sent before, to others
 */
export function post(posting: Posting, means = usualMeans): Promise<Outcome> {
	const { account, message } = posting;
	const { record } = means;
	const { host = '', port = '' } = account.smtp ?? {};
	const key = `${account.user} ${host}:${port} ${nameOfMessage(message).id}`;
	return record.inTurn(key, async () => {
		const known = record.get(key) ?? (posting.wasBegun ? 'inDoubt' : undefined);
		const before = await sentBefore(posting, known);
		const sent = before
			? await resume(before, posting, means)
			: await send(posting, means, () => record.keep(key, 'inDoubt'));
		record.keep(key, sent);
		return outcomeOf(sent);
	});
}

/** @param inDoubt called as soon as nobody knows whether the message is out */
async function send(posting: Posting, means: Means, inDoubt: () => void): Promise<Sent> {
	const attempted = await tryAll(posting, posting.envelope.to, means);
	const isInDoubt = attempted.error?.code === 'OUTCOME_UNKNOWN';
	if (isInDoubt) {
		inDoubt();
		const found = await settle(posting, means.clock);
		if (found) return filed(posting, proven(attempted, found), { seen: true });
	}
	if (attempted.unknown.length === 0 || !posting.sendAgainInDoubt) return filed(posting, attempted);
	const again = await tryAll(posting, attempted.unknown, means);
	const attempts = attempted.attempts + again.attempts;
	const { error, response } = attempted.accepted.length > 0 ? attempted : again;
	const both = { ...again, ...merged(attempted, attempted.unknown, again), response, attempts };
	return filed(posting, { ...both, error });
}

/** Tries those again whom an earlier call has left open. */
async function resume(before: Sent, posting: Posting, means: Means): Promise<Sent> {
	const open = openIn(before, posting);
	if (open.length === 0) return { ...before, attempts: 0 };
	const again = await tryAll(posting, open, means);
	const { accepted, response, attempts } = again;
	const taken = accepted.length > 0 ? { response, sentAt: new Date() } : {};
	return { ...before, ...merged(before, open, again), ...taken, attempts };
}

function tryAll({ account, message, envelope, retry }: Posting, to: string[], { clock }: Means) {
	return deliverWithRetries(account, message, { ...envelope, to }, retry, clock);
}

/**
 * A message that is out, and whose copy is put into the Sent folder now.
 *
 * @throws EnvelopeError for one that is not
 */
async function filed(
	{ account, message, envelope }: Posting,
	attempted: Attempted,
	{ seen } = { seen: false },
): Promise<Sent> {
	if (attempted.error) throw attempted.error;
	const { accepted, rejected, unknown, response, attempts } = attempted;
	const sentAt = new Date();
	return {
		...{ accepted, rejected, unknown, response, sentAt, attempts, seen },
		copy: await saveCopy(account, message, { mayHaveCopy: seen }),
		warnings: warningsOf(attempted, envelope),
	};
}

function warningsOf({ extensions }: Attempted, { reports }: SmtpEnvelope): string[] {
	return reports && extensions && !extensions.includes('DSN')
		? ['The server offers no delivery reports (DSN), so that none will come.']
		: [];
}
