import { type IExecuteFunctions, tryToParseDateTime, WAIT_INDEFINITELY } from 'n8n-workflow';
import { z } from 'zod';
import { EnvelopeError, toError } from '../../../mail/errors';
import { checked } from '../../shared/checked';

const MS = { minutes: 60_000, hours: 3_600_000, days: 86_400_000 };

const schema = z.object({
	limitWaitTime: z
		.object({
			values: z
				.object({
					limitType: z.enum(['afterTimeInterval', 'atSpecifiedTime']).default('afterTimeInterval'),
					resumeAmount: z.coerce.number().positive().default(1),
					resumeUnit: z.enum(['minutes', 'hours', 'days']).default('hours'),
					maxDateAndTime: z.unknown().optional(),
				})
				.optional(),
		})
		.optional(),
});

/**
 * Until when to wait for an answer; `WAIT_INDEFINITELY` where that is not limited.
 *
 * @throws EnvelopeError INVALID_FIELD, also for a time that has passed
 */
export function deadlineOf(context: IExecuteFunctions, itemIndex: number): Date {
	const options = context.getNodeParameter('options', itemIndex, {});
	const { limitWaitTime } = checked(schema, options, { limitWaitTime: 'Limit Wait Time' });
	// The option that was added and not filled in has none.
	const values = limitWaitTime?.values;
	if (!values) return WAIT_INDEFINITELY;
	const deadline =
		values.limitType === 'afterTimeInterval'
			? new Date(Date.now() + values.resumeAmount * MS[values.resumeUnit])
			: dateOf(context, values.maxDateAndTime);
	if (Number.isNaN(deadline.getTime())) throw invalid('is not a time');
	if (deadline.getTime() <= Date.now()) throw invalid('has passed already');
	return deadline;
}

/** In words for the reader of the mail; empty where the wait is not limited. */
export function openUntil(context: IExecuteFunctions, deadline: Date): string {
	if (deadline.getTime() === WAIT_INDEFINITELY.getTime()) return '';
	return new Intl.DateTimeFormat('en-GB', {
		timeZone: context.getTimezone(),
		weekday: 'long',
		day: 'numeric',
		month: 'long',
		year: 'numeric',
		hour: '2-digit',
		minute: '2-digit',
		timeZoneName: 'short',
	}).format(deadline);
}

/** What has no time zone of its own is in the workflow's. */
function dateOf(context: IExecuteFunctions, value: unknown): Date {
	try {
		return tryToParseDateTime(value, context.getTimezone()).toJSDate();
	} catch (error) {
		throw invalid(`is not a time: ${toError(error).message}`);
	}
}

function invalid(problem: string): EnvelopeError {
	return new EnvelopeError('INVALID_FIELD', `Limit Wait Time ${problem}`, { phase: 'settings' });
}
