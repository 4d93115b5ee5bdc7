import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';
import type { RetryPolicy } from '../../../mail/outbox/attempts';
import { parseAddress } from '../../../mail/message/address';
import type { DeliveryReports } from '../../../mail/smtp/attempt';
import { checked, labelsOf } from '../checked';
import { deliveryOptions } from './deliveryOptions';
import { isTool } from '../nodeOf';

/** How the message of an item is to be handed over. */
export interface DeliverySettings {
	dryRun: boolean;
	/** Undefined where it is the sender. */
	envelopeSender?: string;
	failIfAnyRefused: boolean;
	/** Empty where the user gave none. */
	idempotencyKey: string;
	reportOn: DeliveryReports['on'];
	retry: RetryPolicy;
	sendAgainInDoubt: boolean;
}

/** Expressions and models write values as words; what is cleared or missing counts as not given. */
const given = (value: unknown) => {
	const word = typeof value === 'string' ? value.trim() : value;
	return word === '' || word === null ? undefined : word;
};
const flag = z.preprocess(
	(value) => (typeof value === 'string' ? given(value.toLowerCase()) : given(value)),
	z
		.union([z.boolean(), z.enum(['true', 'false']).transform((word) => word === 'true')])
		.default(false),
);
const number = (min: number, max: number, usual: number) =>
	z.preprocess(given, z.coerce.number().min(min).max(max).default(usual));
const text = z.preprocess(given, z.union([z.string(), z.number().transform(String)]).default(''));
const reports = z.preprocess(
	(value) => (typeof value === 'string' ? value.split(/[\s,]+/).filter(Boolean) : (value ?? [])),
	z.array(z.enum(['success', 'failure', 'delay'])),
);

const settings = z.object({
	deliveryReports: reports,
	dryRun: flag,
	envelopeSender: text,
	failIfAnyRefused: flag,
	idempotencyKey: text,
	retrySeconds: number(0, 3600, 120),
	maxAttempts: number(1, 10, 3),
	sendAgainInDoubt: flag,
});

const labels = labelsOf(deliveryOptions);

/** @throws EnvelopeError INVALID_FIELD, INVALID_ADDRESS */
export function readDelivery(context: IExecuteFunctions, itemIndex: number): DeliverySettings {
	const options = context.getNodeParameter('options', itemIndex, {});
	const fields = checked(settings, options, labels);
	const { deliveryReports, dryRun, idempotencyKey, sendAgainInDoubt } = fields;
	return {
		dryRun,
		idempotencyKey,
		sendAgainInDoubt,
		reportOn: deliveryReports,
		envelopeSender: fields.envelopeSender
			? parseAddress('Envelope Sender', fields.envelopeSender).address
			: undefined,
		failIfAnyRefused: fields.failIfAnyRefused && !isTool(context),
		retry: {
			attempts: fields.maxAttempts,
			budgetMs: fields.retrySeconds * 1_000,
			signal: context.getExecutionCancelSignal(),
		},
	};
}
