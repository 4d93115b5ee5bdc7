import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';
import type { RetryPolicy } from '../../mail/outbox/attempts';
import { parseAddress } from '../../mail/message/address';
import type { DeliveryReports } from '../../mail/smtp/attempt';
import { checked } from './checked';
import { deliveryOptions } from './deliveryOptions';

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

/** Expressions and models write them as words; a cleared field is an empty text. */
const flag = z
	.union([z.boolean(), z.enum(['true', 'false', '']).transform((word) => word === 'true')])
	.nullish()
	.transform((value) => value ?? false);
const number = (min: number, max: number, usual: number) =>
	z.preprocess(
		(value) => (value === '' || value === null ? undefined : value),
		z.coerce.number().min(min).max(max).default(usual),
	);
const key = z
	.union([z.string(), z.number()])
	.nullish()
	.transform((value) => String(value ?? '').trim());

const settings = z.object({
	deliveryReports: z.array(z.enum(['success', 'failure', 'delay'])).default([]),
	dryRun: flag,
	envelopeSender: z.string().nullish(),
	failIfAnyRefused: flag,
	idempotencyKey: key,
	retrySeconds: number(0, 3600, 120),
	maxAttempts: number(1, 10, 3),
	sendAgainInDoubt: flag,
});

const labels = Object.fromEntries(
	deliveryOptions.map(({ name, displayName }) => [name, displayName]),
);

/** @throws EnvelopeError INVALID_FIELD, INVALID_ADDRESS */
export function readDelivery(context: IExecuteFunctions, itemIndex: number): DeliverySettings {
	const options = context.getNodeParameter('options', itemIndex, {});
	const given = checked(settings, options, labels);
	const { deliveryReports, dryRun, idempotencyKey, sendAgainInDoubt } = given;
	return {
		dryRun,
		idempotencyKey,
		sendAgainInDoubt,
		reportOn: deliveryReports,
		envelopeSender: given.envelopeSender
			? parseAddress('Envelope Sender', given.envelopeSender).address
			: undefined,
		failIfAnyRefused: given.failIfAnyRefused && !isTool(context),
		retry: {
			attempts: given.maxAttempts,
			budgetMs: given.retrySeconds * 1_000,
			signal: context.getExecutionCancelSignal(),
		},
	};
}

/** n8n makes a second node type of each node that an agent may use. */
function isTool(context: IExecuteFunctions): boolean {
	return context.getNode().type.endsWith('Tool');
}
