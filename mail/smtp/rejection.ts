import { z } from 'zod';
import { redact } from '../account/redact';
import type { Account } from '../account/settings';
import type { Rejection } from '../errors';

/** nodemailer's report and its error both hold one failure for each refused recipient. */
const refusals = z.object({
	rejectedErrors: z
		.array(
			z.object({
				recipient: z.string().default(''),
				responseCode: z.number().nullable().default(null),
				response: z.string().default(''),
			}),
		)
		.default([])
		.catch([]),
});

/** The recipients that the server did not take, from what nodemailer returned or threw. */
export function rejectionsIn(reportOrError: unknown, account: Account): Rejection[] {
	return refusals.parse(reportOrError).rejectedErrors.map((refusal) => {
		const response = redact(refusal.response, account);
		const enhancedCode = enhancedCodeIn(response);
		return { recipient: refusal.recipient, code: refusal.responseCode, enhancedCode, response };
	});
}

/** RFC 3463, such as `5.1.1`. */
export function enhancedCodeIn(response: string): string | null {
	return /\b[245]\.\d{1,3}\.\d{1,3}\b/.exec(response)?.[0] ?? null;
}
