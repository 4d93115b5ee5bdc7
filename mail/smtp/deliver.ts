import { z } from 'zod';
import { redact } from '../account/redact';
import type { Account } from '../account/settings';
import { EnvelopeError } from '../errors';
import type { ComposedMessage } from '../message/compose';
import { Attempt, type SmtpEnvelope } from './attempt';
import { sendOverPool } from './pool';
import { smtpError, smtpFailure } from './smtpError';

/** A recipient that the server did not take. */
export interface Rejection {
	recipient: string;
	/** SMTP reply code, such as 550. */
	code: number | null;
	/** RFC 3463, such as `5.1.1`, where the server gives one. */
	enhancedCode: string | null;
	response: string;
}

export interface Delivery {
	/** `partial` where the server took the message for some of the recipients only. */
	status: 'delivered' | 'partial';
	accepted: string[];
	rejected: Rejection[];
	/** The server's answer to the message. */
	response: string;
}

const deliveryInfo = z.object({
	accepted: z.array(z.string()),
	response: z.string(),
	rejectedErrors: z.array(smtpFailure).default([]),
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
		const info = deliveryInfo.parse(await sendOverPool(account, attempt));
		const rejected = info.rejectedErrors.map((failure) => rejection(failure, account));
		return {
			status: rejected.length > 0 ? 'partial' : 'delivered',
			accepted: info.accepted,
			rejected,
			response: info.response,
		};
	} catch (error) {
		const { phase, unreadable } = attempt;
		attempt.release();
		if (unreadable) throw unreadableContent(unreadable);
		const answered = smtpFailure.safeParse(error).data?.responseCode !== undefined;
		if (phase === 'response' && !answered) throw outcomeUnknown(message.messageId);
		throw smtpError(error, account, phase);
	}
}

function rejection(failure: z.infer<typeof smtpFailure>, account: Account): Rejection {
	const response = redact(failure.response ?? failure.message, account);
	return {
		recipient: failure.recipient ?? '',
		code: failure.responseCode ?? null,
		enhancedCode: /\b[245]\.\d{1,3}\.\d{1,3}\b/.exec(response)?.[0] ?? null,
		response,
	};
}

function outcomeUnknown(messageId: string): EnvelopeError {
	return new EnvelopeError(
		'OUTCOME_UNKNOWN',
		`The connection was lost after the whole message ${messageId} was sent and before the server answered`,
		{ phase: 'response' },
	);
}

function unreadableContent(error: Error): EnvelopeError {
	if (error instanceof EnvelopeError) return error;
	return new EnvelopeError(
		'ATTACHMENT_MISSING',
		`An attachment could not be read, so the message was not sent: ${error.message}`,
		{
			phase: 'compose',
			remedy: 'Check that the file still exists where n8n keeps its binary data.',
		},
	);
}
