import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import type { Account } from '../../../mail/account/settings';
import { EnvelopeError } from '../../../mail/errors';
import { type ComposedMessage, compose } from '../../../mail/message/compose';
import type { OutgoingMessage } from '../../../mail/message/outgoing';
import type { Planned } from '../../../mail/outbox/dryRun';
import type { Outcome } from '../../../mail/outbox/outcome';
import { post } from '../../../mail/outbox/post';
import { type DeliverySettings, readDelivery } from './deliverySettings';
import { dryRunItem } from './dryRun';
import type { NodeItem } from '../items';
import { messageIdOf } from '../message/messageId';
import { notToAll } from './notToAll';

/** A message whose ID is made here, from what is sent and by which item. */
export type Unnamed = Omit<OutgoingMessage, 'messageId'>;

/** Follows a message that is out, such as a flag on the one it answers; @returns warnings */
export type AfterSending = (outcome: Outcome) => Promise<string[]>;

/**
 * Sends the message of an item as its options say, for every operation that sends.
 *
 * @returns the output item: what became of the message, or of a dry run what would be sent
 * @throws EnvelopeError
 */
export async function sendMessage(
	context: IExecuteFunctions,
	itemIndex: number,
	account: Account,
	message: Unnamed,
	after: AfterSending = async () => [],
): Promise<NodeItem> {
	const settings = readDelivery(context, itemIndex);
	const messageId = messageIdOf(context, itemIndex, message, settings.idempotencyKey);
	const composed = compose({ ...message, messageId }, { keepBcc: false });
	const from = message.from.address;
	const to = recipientsOf(message);
	return sendComposed(context, { account, composed, body: message, settings, from, to, after });
}

export interface Sending {
	account: Account;
	composed: ComposedMessage;
	/** Undefined for what somebody else wrote. */
	body?: Planned['body'];
	settings: DeliverySettings;
	/** Whom it is from, where Envelope Sender says nothing else. */
	from: string;
	to: string[];
	/** Of a message that was there before this call: whether somebody began to send it already. */
	stored?: { wasBegun: boolean };
	after: AfterSending;
}

/** As sendMessage, for a message that is composed already. @throws EnvelopeError */
export async function sendComposed(
	context: IExecuteFunctions,
	sending: Sending,
): Promise<NodeItem> {
	const { account, composed: message, body, settings, from, to } = sending;
	if (to.length === 0) throw noRecipient();
	const startedAt = Date.now();
	const reports = settings.reportOn.length > 0 ? reportsOf(message, settings) : undefined;
	const envelope = { from: settings.envelopeSender ?? from, to, reports };
	if (settings.dryRun) return dryRunItem(context, { account, message, envelope, from, body });
	const outcome = await post({
		account,
		message,
		envelope,
		retry: settings.retry,
		mayBeRepeat: settings.idempotencyKey !== '' || sending.stored !== undefined,
		wasBegun: sending.stored?.wasBegun,
		sendAgainInDoubt: settings.sendAgainInDoubt,
	});
	const warnings = [
		...outcome.warnings,
		...keyWarnings(account, settings),
		...(await sending.after(outcome)),
	];
	if (settings.failIfAnyRefused && outcome.status === 'partial') throw notToAll(outcome);
	return {
		json: {
			success: true,
			messageId: message.messageId,
			...jsonOf(outcome),
			warnings,
			envelope: { from: envelope.from, to },
			executionTimeMs: Date.now() - startedAt,
		},
	};
}

function recipientsOf({ to, cc, bcc }: Unnamed): string[] {
	return [...new Set([...to, ...cc, ...bcc].map(({ address }) => address))];
}

/** RFC 3461 §4.4: what a report brings back has at most 100 characters. */
const MAX_REPORT_ID_LENGTH = 100;

/** The ID of what is sent, without its brackets, says to which message a report belongs. */
function reportsOf({ messageId, resentId }: ComposedMessage, { reportOn }: DeliverySettings) {
	const whole = (resentId ?? messageId).replace(/^<|>$/g, '');
	const id = whole.length > MAX_REPORT_ID_LENGTH ? whole.replace(/@.*/, '') : whole;
	return { id, on: reportOn, returned: 'headers' as const };
}

/** Beyond this process a key is only known from the copy. */
function keyWarnings({ imap, sentCopy }: Account, { idempotencyKey }: DeliverySettings): string[] {
	if (idempotencyKey === '' || (imap && sentCopy !== 'never')) return [];
	return [
		'The account keeps no copies, so that the idempotency key holds until n8n restarts only.',
	];
}

function jsonOf({ status, accepted, rejected, unknown, ...rest }: Outcome): IDataObject {
	const { response, attempts, alreadySent, copy, sentAt } = rest;
	return {
		status,
		accepted,
		rejected: rejected.map((rejection) => ({ ...rejection })),
		unknown,
		response,
		attempts,
		alreadySent,
		sentCopy: { ...copy },
		sentAt: sentAt?.toISOString() ?? null,
	};
}

function noRecipient(): EnvelopeError {
	return new EnvelopeError('INVALID_ADDRESS', 'The message has no recipient', {
		phase: 'compose',
		remedy: 'Fill in To, or CC or BCC under Options.',
	});
}
