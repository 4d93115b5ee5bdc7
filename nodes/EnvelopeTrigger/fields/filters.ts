import type { INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import type { Filter } from '../../../mail/imap/filter/filter';
import { eventTime } from '../../../mail/message/content/eventTime';
import { checked, labelsOf } from '../../shared/checked';
import { dateText, optional, text } from '../../shared/given';

const KILOBYTE = 1024;

/** IMAP counts sizes in 32 bits (RFC 3501 §9, number). */
const MAX_KILOBYTES = 4_194_303;

const contains = (displayName: string, name: string, placeholder: string): INodeProperties => ({
	displayName,
	name,
	type: 'string',
	default: '',
	placeholder,
});

const filters: INodeProperties[] = [
	{
		...contains('From', 'from', 'e.g. jane@example.com'),
		description: 'What the sender holds: an address, a part of one such as @example.com, or a name',
	},
	{
		...contains('Gmail Search', 'gmailQuery', 'e.g. category:primary has:drive'),
		description: "As it is typed into Gmail's search box; with another provider it is an error",
	},
	{
		displayName: 'Has Attachment',
		name: 'hasAttachment',
		type: 'boolean',
		default: true,
		description:
			'Whether the message has to have an attached file; switched off, it must have none',
	},
	{
		displayName: 'Headers',
		name: 'headers',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		default: {},
		placeholder: 'Add Header',
		description: 'Header fields that the message has to have, such as List-ID',
		options: [
			{
				displayName: 'Header',
				name: 'header',
				values: [
					{
						...contains('Name', 'name', 'e.g. List-ID'),
					},
					{
						...contains('Value', 'value', 'e.g. announce.example.com'),
						description: 'What it holds. Leave empty where it is enough that it is there.',
					},
				],
			},
		],
	},
	{
		displayName: 'Larger Than (KB)',
		name: 'largerThan',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: 1024,
		description: 'Counts the whole message, in which files take a third more room',
	},
	{
		displayName: 'Received Since',
		name: 'since',
		type: 'dateTime',
		default: '',
		description:
			'Only messages that the server got at this time or later; without an offset, as the clocks in the time zone of the workflow show it',
	},
	{
		displayName: 'Smaller Than (KB)',
		name: 'smallerThan',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 10240,
		description: 'Counts the whole message, in which files take a third more room',
	},
	{
		...contains('Subject', 'subject', 'e.g. invoice'),
		description: 'What the subject holds; capitals do not matter',
	},
	{
		...contains('Text', 'text', 'e.g. order number'),
		description: 'What the message holds anywhere, in its header or its text',
	},
	{
		...contains('To', 'to', 'e.g. orders@example.com'),
		description: 'What To, CC or BCC holds: an address, a part of one, or a name',
	},
	{
		displayName: 'Unread Only',
		name: 'unreadOnly',
		type: 'boolean',
		default: true,
		description: 'Whether messages that were read before the workflow gets to them are left out',
	},
];

export const filtersField: INodeProperties = {
	displayName: 'Filters',
	name: 'filters',
	type: 'collection',
	placeholder: 'Add Filter',
	default: {},
	description: 'The workflow starts only for messages that fit all of these',
	options: filters,
	displayOptions: { hide: { event: ['messageGone'] } },
};

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

const settings = z.object({
	from: searched,
	gmailQuery: searched,
	hasAttachment: optional.flag,
	headers: z
		.object({ header: z.array(z.object({ name: headerName, value: searched })).default([]) })
		.nullish()
		.transform((value) => value?.header.map(({ name, value = '' }) => ({ name, value }))),
	largerThan: kilobytes,
	since: dateText,
	smallerThan: kilobytes,
	subject: searched,
	text: searched,
	to: searched,
	unreadOnly: optional.flag,
});

const labels = labelsOf(filters);

/**
 * @param timeZone that a time without an offset is meant in
 * @throws EnvelopeError INVALID_FIELD
 */
export function readFilter(value: unknown, timeZone: string): Filter {
	const { since, headers, unreadOnly, ...rest } = checked(settings, value ?? {}, labels);
	return {
		...rest,
		seen: unreadOnly ? false : undefined,
		headers: headers?.length ? headers : undefined,
		since: since.trim() === '' ? undefined : sinceTime(since, timeZone),
	};
}

/** A day without a time is meant from its beginning. */
function sinceTime(since: string, timeZone: string): Date {
	const day = /^\s*\d{4}-\d\d-\d\d\s*$/.test(since);
	return eventTime('Received Since', day ? `${since.trim()}T00:00` : since, timeZone);
}
