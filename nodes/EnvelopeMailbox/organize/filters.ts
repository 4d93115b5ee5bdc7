import type { INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import type { Filter } from '../../../mail/imap/filter/filter';
import { checked } from '../../shared/checked';
import { optional, text } from '../../shared/given';

export const filtersField: INodeProperties = {
	displayName: 'Filters',
	name: 'filters',
	type: 'collection',
	placeholder: 'Add Filter',
	default: {},
	options: [
		{ displayName: 'From', name: 'from', type: 'string', default: '' },
		{ displayName: 'Subject', name: 'subject', type: 'string', default: '' },
		{ displayName: 'Seen', name: 'seen', type: 'boolean', default: false },
	],
};
const settings = z.object({ from: text, subject: text, seen: optional.flag });

export function readFilter(value: unknown, _timeZone: string): Filter {
	const { from, subject, seen } = checked(settings, value ?? {});
	return { from: from || undefined, subject: subject || undefined, seen };
}
