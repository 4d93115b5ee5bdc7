import { domainToASCII } from 'node:url';
import { EnvelopeError } from '../errors';
import type { SentMessage } from '../imap/sent';
import { foundAs, lookUp } from './lookup';
import { mayPass, type Sent } from './outcome';
import type { Posting } from './posting';
import type { Known } from './record';

/**
 * What is known of a message that was sent before: by this process, or as the mailbox shows it.
 *
 * @param known what the record says of it
 * @returns undefined for one that is to be sent
 * @throws EnvelopeError INVALID_FIELD where that one went to others; OUTCOME_UNKNOWN where it may be
 * out and is not to be sent again; whatever keeps the mailbox from being searched
 */
export async function sentBefore(
	posting: Posting,
	known: Known | undefined,
): Promise<Sent | undefined> {
	const { account, message, envelope } = posting;
	const inDoubt = known === 'inDoubt';
	if (known && !inDoubt) {
		const all = [...known.accepted, ...known.unknown, ...known.rejected.map((r) => r.recipient)];
		if (!isSame(envelope.to, all)) throw sentToOthers(posting, all);
		return known;
	}
	if (!inDoubt && !posting.mayBeRepeat) return undefined;
	const copy = await lookUp(account, message);
	if (copy) return shownBy(copy, posting);
	if (inDoubt && !posting.sendAgainInDoubt) throw stillUnknown(message.messageId);
	return undefined;
}

/** Who is to be tried again: those that were put off, and those in doubt where that was chosen. */
export function openIn({ rejected, unknown, seen }: Sent, { sendAgainInDoubt }: Posting): string[] {
	const putOff = rejected.filter(mayPass).map(({ recipient }) => recipient);
	return sendAgainInDoubt && !seen ? [...putOff, ...unknown] : putOff;
}

/**
 * A copy names the recipients but those in Bcc, and not what the server said to each of them: only of
 * a message to one alone it proves that this one has it.
 */
function shownBy(copy: SentMessage, posting: Posting): Sent {
	const { to } = posting.envelope;
	const all = new Set(copy.to.map(({ address }) => normal(address)));
	const named = to.filter((recipient) => all.has(normal(recipient)));
	if (all.size > 0 && named.length === 0) throw sentToOthers(posting, [...all]);
	const isProof = to.length === 1 && named.length === 1;
	return {
		accepted: isProof ? to : [],
		rejected: [],
		unknown: isProof ? [] : to,
		response: foundAs(copy),
		sentAt: copy.receivedAt,
		attempts: 0,
		copy: { status: 'saved', id: copy.id, problem: null },
		seen: true,
		warnings: isProof ? [] : [answersForgotten],
	};
}

const answersForgotten =
	'The message was sent before; its copy in the mailbox does not tell which recipients the server took.';

function isSame(some: string[], others: string[]): boolean {
	const all = new Set(others.map(normal));
	return all.size === new Set(some.map(normal)).size && some.every((one) => all.has(normal(one)));
}

/** In a header that was read the domain may be in Unicode. */
function normal(address: string): string {
	const at = address.lastIndexOf('@') + 1;
	const domain = address.slice(at);
	return (address.slice(0, at) + (domainToASCII(domain) || domain)).toLowerCase();
}

function sentToOthers({ mayBeRepeat, wasBegun }: Posting, others: string[]): EnvelopeError {
	const named = others.slice(0, 3).join(', ');
	const more = others.length > 3 ? ` and ${others.length - 3} more` : '';
	const isDraft = wasBegun !== undefined;
	const what = isDraft
		? 'The draft was sent already,'
		: mayBeRepeat
			? 'The idempotency key was used for a message'
			: 'This item has sent its message already,';
	return new EnvelopeError('INVALID_FIELD', `${what} to ${named}${more}`, {
		phase: 'compose',
		remedy: isDraft
			? 'Create another draft for others, and delete this one.'
			: 'Give this one another idempotency key.',
	});
}

function stillUnknown(messageId: string): EnvelopeError {
	const what = `It is not known whether the message ${messageId} was sent by an earlier attempt: the mailbox does not show it`;
	return new EnvelopeError('OUTCOME_UNKNOWN', what, { phase: 'response' });
}
