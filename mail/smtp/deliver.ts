import { z } from 'zod';
import { redact } from '../account/redact';
import type { Account } from '../account/settings';
import { EnvelopeError, type Rejection } from '../errors';
import type { ComposedMessage } from '../message/compose';
import { Attempt, type SmtpEnvelope } from './attempt';
import { sendOverPool } from './pool';
import { rejectionsIn } from './rejection';
import { smtpError, wasAnswered } from './smtpError';

export interface Delivery {
	/** `partial` where the server took the message for some of the recipients only. */
	status: 'delivered' | 'partial';
	accepted: string[];
	rejected: Rejection[];
	/** The server's answer to the message. */
	response: string;
	/** The extensions that the server offers, such as `DSN`, in capitals. */
	extensions: string[];
}

const deliveryInfo = z.object({
	accepted: z.array(z.string()),
	response: z.string(),
	ehlo: z.array(z.string()).default([]),
});

/**
 * One attempt to hand a message to the account's server.
 *
 * @throws EnvelopeError RECIPIENT_REJECTED where no recipient was taken; OUTCOME_UNKNOWN where the
 * connection was lost after the last byte of the message, when the server may have taken it; any
 * other code means that it was not taken
 */
export async function deliver(
	account: Account,
	message: ComposedMessage,
	envelope: SmtpEnvelope,
): Promise<Delivery> {
	const attempt = new Attempt(message, envelope);
	try {
		const report = await sendOverPool(account, attempt);
		const info = deliveryInfo.parse(report);
		const rejected = rejectionsIn(report, account);
		return {
			status: rejected.length > 0 ? 'partial' : 'delivered',
			accepted: info.accepted,
			rejected,
			response: redact(info.response, account),
			extensions: info.ehlo.map((line) => line.split(' ', 1).join('').toUpperCase()),
		};
	} catch (error) {
		const { phase, unreadable } = attempt;
		attempt.release();
		if (unreadable) throw unreadable;
		if (phase === 'response' && !wasAnswered(error)) throw outcomeUnknown(message.messageId);
		throw smtpError(error, account, phase);
	}
}

function outcomeUnknown(messageId: string): EnvelopeError {
	return new EnvelopeError(
		'OUTCOME_UNKNOWN',
		`The connection was lost after the whole message ${messageId} was sent and before the server answered`,
		{ phase: 'response' },
	);
}
