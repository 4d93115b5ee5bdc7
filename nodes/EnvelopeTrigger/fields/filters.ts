import type { INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import type { Filter } from '../../../mail/imap/filter/filter';
import { checked, labelsOf } from '../../shared/checked';
import { filterFields } from '../../shared/filter/fields';
import { readFilter } from '../../shared/filter/readFilter';
import { optional } from '../../shared/given';

const { from, gmailQuery, hasAttachment, headers, largerThan } = filterFields;
const { since, smallerThan, subject, text, to } = filterFields;

const unreadOnly: INodeProperties = {
	displayName: 'Unread Only',
	name: 'unreadOnly',
	type: 'boolean',
	default: true,
	description: 'Whether messages that were read before the workflow gets to them are left out',
};

const filters = [
	...[from, gmailQuery, hasAttachment, headers, largerThan],
	...[since, smallerThan, subject, text, to, unreadOnly],
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

const own = z.object({ unreadOnly: optional.flag });

/**
 * @param timeZone that a time without an offset is meant in
 * @throws EnvelopeError INVALID_FIELD
 */
export function readFilters(value: unknown, timeZone: string): Filter {
	const given = checked(own, value ?? {}, labelsOf(filters));
	return { ...readFilter(value, timeZone), seen: given.unreadOnly ? false : undefined };
}
