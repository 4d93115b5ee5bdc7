import { z } from 'zod';
import { EnvelopeError } from '../../../mail/errors';
import { type Filter, isEmpty } from '../../../mail/imap/filter/filter';
import { eventTime } from '../../../mail/message/content/eventTime';
import { checked, labelsOf } from '../checked';
import { dateText, optional, text } from '../given';
import { filterFields } from './fields';
import { rowsShape } from './rows';

const KILOBYTE = 1024;

/** IMAP counts sizes in 32 bits (RFC 3501 §9, number). */
const MAX_KILOBYTES = 4_194_303;

/** A search cannot hold line breaks (RFC 3501 §6.4.4): what has one was not meant as such. */
const searched = text
	.transform((value) => value.trim())
	.refine((value) => !/[\p{Cc}\u2028\u2029]/u.test(value), 'must be one line of text')
	.transform((value) => value || undefined);

const kilobytes = optional
	.number(0, MAX_KILOBYTES)
	.transform((size) => (size === undefined ? undefined : Math.round(size * KILOBYTE)));

/** RFC 5322 §3.6.8: printable ASCII without a colon. */
const headerName = searched.pipe(
	z
		.string('a header needs a name')
		.regex(/^[!-9;-~]+$/, 'is not the name of a header field, such as List-ID'),
);

const readStatus = text
	.transform((value) => value.trim().toLowerCase())
	.pipe(z.enum(['', 'read', 'unread'], { error: 'must be read or unread' }))
	.transform((status) => (status === '' ? undefined : status === 'read'));

const lineShape = {
	answered: optional.flag,
	bcc: searched,
	before: dateText,
	body: searched,
	cc: searched,
	from: searched,
	gmailQuery: searched,
	hasAttachment: optional.flag,
	headers: z
		.object({ header: z.array(z.object({ name: headerName, value: searched })).default([]) })
		.nullish()
		.transform((value) => value?.header.map(({ name, value = '' }) => ({ name, value }))),
	keyword: searched,
	largerThan: kilobytes,
	readStatus,
	since: dateText,
	smallerThan: kilobytes,
	starred: optional.flag,
	subject: searched,
	text: searched,
	to: searched,
};

const line = z.object(lineShape);

const groups = z.object({ anyOf: rowsShape, noneOf: rowsShape });

/** What the user calls the filters. */
export const filterLabels: Record<string, string> & Record<'anyOf' | 'noneOf', string> = {
	...labelsOf(Object.values(filterFields)),
	anyOf: 'Any of These',
	noneOf: 'None of These',
};

/**
 * What the collection of filters says.
 *
 * @param value of which any field may be missing
 * @param timeZone that a time without an offset is meant in
 * @throws EnvelopeError INVALID_FIELD
 */
export function readFilter(value: unknown, timeZone: string): Filter {
	const { anyOf, noneOf } = checked(groups, value ?? {}, filterLabels);
	const filters = (list: string, rows: unknown[]) =>
		rows.length > 0 ? rows.map((row) => readRow(list, row, timeZone)) : undefined;
	return {
		...readLine(value, timeZone),
		anyOf: filters(filterLabels.anyOf, anyOf),
		noneOf: filters(filterLabels.noneOf, noneOf),
	};
}

/** Without its value, as where an expression has found nothing, more would be found than is meant. */
function readRow(list: string, row: unknown, timeZone: string): Filter {
	const filter = readLine(row, timeZone);
	if (!isEmpty(filter)) return filter;
	throw new EnvelopeError('INVALID_FIELD', `${list} has a line without a value`, {
		phase: 'settings',
		remedy: 'Fill it in, or remove the line.',
	});
}

function readLine(value: unknown, timeZone: string): Filter {
	const {
		since,
		before,
		headers,
		readStatus: seen,
		starred: flagged,
		...rest
	} = checked(line, value ?? {}, filterLabels);
	return {
		...rest,
		seen,
		flagged,
		headers: headers?.length ? headers : undefined,
		since: timeIn(filterFields.since.displayName, since, timeZone),
		before: timeIn(filterFields.before.displayName, before, timeZone),
	};
}

/** A day without a time is meant from its beginning. */
function timeIn(field: string, given: string, timeZone: string): Date | undefined {
	const time = given.trim();
	if (time === '') return undefined;
	const isDay = /^\d{4}-\d\d-\d\d$/.test(time);
	return eventTime(field, isDay ? `${time}T00:00` : time, timeZone);
}
