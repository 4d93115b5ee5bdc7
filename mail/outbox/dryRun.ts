import type { Account } from '../account/settings';
import { type ComposedMessage, messageBytes } from '../message/compose';
import { textOfHtml } from '../message/htmlText';
import type { OutgoingMessage } from '../message/outgoing';
import type { SmtpEnvelope } from '../smtp/attempt';
import { checkSmtp } from '../smtp/check';

const DEADLINE_MS = 20_000;

/** RFC 5321 §4.5.3.1.8: as many as every server takes in one message. */
const RECIPIENTS_EVERYWHERE = 100;

/** What would be sent. */
export interface DryRun {
	bytes: Buffer;
	/** What the server takes in one message; null where it does not say. */
	maxMessageBytes: number | null;
	/** What to look at before sending. */
	warnings: string[];
}

/** A message that is not to be sent yet. */
export interface Planned {
	account: Account;
	message: ComposedMessage;
	envelope: SmtpEnvelope;
	/** The address in From. */
	from: string;
	/** Undefined for what somebody else wrote. */
	body?: Pick<OutgoingMessage, 'text' | 'html'>;
}

/**
 * Does everything but send: composes the whole message, signs in to the server and leaves.
 *
 * @throws EnvelopeError where sending would fail as well: at composing or signing in
 */
export async function dryRun(planned: Planned): Promise<DryRun> {
	const bytes = await messageBytes(planned.message);
	const { maxMessageBytes } = await checkSmtp(planned.account, DEADLINE_MS);
	const warnings = [
		...sizeWarnings(bytes.length, maxMessageBytes),
		...senderWarnings(planned),
		...recipientWarnings(planned),
		...bodyWarnings(planned),
	];
	return { bytes, maxMessageBytes, warnings };
}

function sizeWarnings(size: number, limit: number | null): string[] {
	return limit !== null && size > limit
		? [`The message has ${size} bytes; the server takes ${limit}.`]
		: [];
}

/** Receivers compare these domains (SPF and DKIM alignment, RFC 7489 §3.1). */
function senderWarnings({ account, envelope, from }: Planned): string[] {
	const warnings: string[] = [];
	if (domainOf(from) !== domainOf(account.address)) {
		warnings.push(
			`From is ${from}, the account is ${account.address}: receivers may take the mail for forged unless ${domainOf(from)} allows this server (SPF, DKIM).`,
		);
	}
	if (domainOf(envelope.from) !== domainOf(from)) {
		warnings.push(
			`The envelope sender ${envelope.from} is not in the domain of From, ${domainOf(from)}: SPF does not count for From then.`,
		);
	}
	return warnings;
}

function recipientWarnings({ account, envelope }: Planned): string[] {
	const count = envelope.to.length;
	const daily = account.dailyRecipients;
	if (daily !== undefined && count > daily) {
		return [`The message has ${count} recipients; the provider allows ${daily} a day.`];
	}
	return count > RECIPIENTS_EVERYWHERE
		? [`The message has ${count} recipients; many servers take only ${RECIPIENTS_EVERYWHERE}.`]
		: [];
}

function bodyWarnings({ body }: Planned): string[] {
	if (!body) return [];
	const { text = '', html = '' } = body;
	if (text.trim() !== '') return [];
	if (html.trim() === '') return ['The message has no text.'];
	return textOfHtml(html).trim() === ''
		? ['The message has HTML without words, and so no plain-text part.']
		: ['The message has HTML only; a plain-text part is made from it.'];
}

function domainOf(address: string): string {
	return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}
