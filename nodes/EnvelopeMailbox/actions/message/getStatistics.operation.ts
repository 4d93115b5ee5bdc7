import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { withConnectionAgain } from '../../../../mail/imap/pool';
import {
	type Grouping,
	groupings,
	type Statistics,
	statistics,
} from '../../../../mail/mailbox/statistics/statistics';
import { accountOf } from '../../../shared/account/account';
import { checked, labelsOf } from '../../../shared/checked';
import { readFilter } from '../../../shared/filter/readFilter';
import { filtersField } from '../../../shared/filter/searchFilters';
import { folderOrInbox } from '../../../shared/folderName';
import { foldersField } from '../../../shared/folderPicker';
import { listOf, whole } from '../../../shared/given';
import type { NodeItem } from '../../../shared/items';
import { optionsField } from '../../../shared/message/messageFields';
import { moreFoldersField, moreFoldersShape } from '../../../shared/moreFolders';
import type { Operation } from '../../../shared/operations';

const show = { resource: ['message'], operation: ['getStatistics'] };

const options: INodeProperties[] = [
	{
		displayName: 'Longest List',
		name: 'top',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 10_000 },
		default: 20,
		description: 'How many senders, days and so on are listed; the others are added up',
	},
	moreFoldersField('Further folders to count in'),
];

const fields: INodeProperties[] = [
	{ ...foldersField, displayOptions: { show } },
	{
		displayName: 'Group By',
		name: 'groupBy',
		type: 'multiOptions',
		options: [
			{
				name: 'Day',
				value: 'day',
				description: 'When the server got them, in the time zone of the workflow',
			},
			{ name: 'Folder', value: 'folder' },
			{
				name: 'Kind',
				value: 'kind',
				description:
					'Written by a person, an automatic reply, a bounce, from a list and so on, as far as the header tells',
			},
			{ name: 'Month', value: 'month' },
			{ name: 'Sender', value: 'sender' },
			{ name: 'Sender Domain', value: 'senderDomain' },
		],
		default: ['folder', 'sender', 'day'],
		description: 'By what messages are counted, besides all together',
		displayOptions: { show },
	},
	filtersField({ show }, 'Only messages that fit all of these count'),
	optionsField(show, options),
];

export const getStatistics: Operation = {
	option: {
		name: 'Get Statistics',
		value: 'getStatistics',
		description:
			'Count messages and their sizes by folder, sender, day or kind, without reading what they say',
		action: 'Get statistics of messages',
	},
	fields,
	run,
};

const schema = z.object({
	folder: folderOrInbox,
	groupBy: listOf(/[\s,]+/).pipe(
		z.array(z.enum(groupings, { error: `takes ${groupings.join(', ')}` })),
	),
});

const optionsSchema = z.object({ top: whole(1, 10_000, 20), moreFolders: moreFoldersShape });

/** Counts. @throws EnvelopeError */
async function run(context: IExecuteFunctions, itemIndex: number): Promise<NodeItem> {
	const account = await accountOf(context, itemIndex);
	const parameter = (name: string, usual: unknown) =>
		context.getNodeParameter(name, itemIndex, usual);
	const { folder, groupBy } = checked(
		schema,
		{ folder: parameter('folder', null), groupBy: parameter('groupBy', []) },
		labelsOf(fields),
	);
	const { top, moreFolders } = checked(
		optionsSchema,
		parameter('options', {}) ?? {},
		labelsOf(options),
	);
	const timeZone = context.getTimezone();
	const query = {
		folders: [...new Set([folder, ...moreFolders])],
		filter: readFilter(parameter('filters', {}), timeZone),
		by: [...new Set(groupBy)],
		top,
		timeZone,
	};
	const found = await withConnectionAgain(account, 'fetch', (connection) =>
		statistics(connection, query),
	);
	return { json: shown(found) };
}

/** What each list is called, and what a row of it is about. */
const lists: Record<Grouping, [list: string, key: string]> = {
	day: ['byDay', 'day'],
	folder: ['byFolder', 'folder'],
	kind: ['byKind', 'kind'],
	month: ['byMonth', 'month'],
	sender: ['bySender', 'address'],
	senderDomain: ['bySenderDomain', 'domain'],
};

function shown({ groups, notes, ...totals }: Statistics): IDataObject {
	const json: IDataObject = { ...totals };
	const others: IDataObject = {};
	for (const grouping of groupings) {
		const group = groups[grouping];
		const [list, name] = lists[grouping];
		if (!group) continue;
		json[list] = group.rows.map(({ key, count, size }) => ({ [name]: key || null, count, size }));
		if (group.others) others[list] = { ...group.others };
	}
	if (Object.keys(others).length > 0) json.others = others;
	const said = totals.count === 0 ? ['There is no message to count.', ...notes] : notes;
	return said.length > 0 ? { ...json, notes: said } : json;
}
