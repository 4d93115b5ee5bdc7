import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { asWords } from '../../../../mail/errors';
import { isEmpty } from '../../../../mail/imap/filter/filter';
import { listDrafts } from '../../../../mail/mailbox/drafts/read';
import { MAX_TEXT_LENGTH } from '../../../../mail/message/limits';
import { accountOf } from '../../../shared/account/account';
import { checked, labelsOf } from '../../../shared/checked';
import { readFilter } from '../../../shared/filter/readFilter';
import { filtersField } from '../../../shared/filter/searchFilters';
import { flag, text, whole } from '../../../shared/given';
import type { NodeItem } from '../../../shared/items';
import { listed } from '../../../shared/listing';
import { optionsField } from '../../../shared/message/messageFields';
import { isTool } from '../../../shared/nodeOf';
import type { Operation } from '../../../shared/operations';
import { messageItem } from '../../../shared/reading/messageItem';
import { openPieces } from '../../../shared/reading/openPieces';
import { outputField, readForm, textOption } from '../../../shared/reading/output';

const show = { resource: ['draft'], operation: ['getMany'] };

/** Drafts of one page, at most, and for a model: each is read whole. */
const MAX_LIMIT = 500;
const MODEL_LIMIT = 20;

/** Drafts where nobody says how many. */
const USUAL_LIMIT = 50;
const MODEL_USUAL_LIMIT = 10;

/** Characters of each text that a model gets, of many drafts at once. */
const MODEL_TEXT_LENGTH = 500;

const options: INodeProperties[] = [
	{
		...textOption,
		description:
			'Where text and reply are cut; the field truncated names what was cut. Without this option it is 200,000, and 500 for an AI agent.',
	},
	{
		displayName: 'Page',
		name: 'page',
		type: 'string',
		default: '',
		placeholder: 'e.g. 42.1700000000.Drafts',
		description: 'Where to go on: the nextPage of the page before',
	},
	{
		displayName: 'Return as Page',
		name: 'asPage',
		type: 'boolean',
		default: true,
		description:
			'Whether to return one item with the list drafts, their count, nextPage to go on with, and notes, instead of an item for each draft. AI agents always get it so.',
	},
];

const limitField: INodeProperties = {
	displayName: 'Limit',
	name: 'limit',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: MAX_LIMIT },
	default: 50,
	description: 'Max number of results to return',
	displayOptions: { show },
};

const shape = (forModel: boolean) =>
	z.object({
		limit: whole(1, MAX_LIMIT, forModel ? MODEL_USUAL_LIMIT : USUAL_LIMIT),
		options: z.object({
			asPage: flag(false),
			maxTextLength: whole(1, MAX_TEXT_LENGTH, forModel ? MODEL_TEXT_LENGTH : MAX_TEXT_LENGTH),
			page: text,
		}),
	});

export const getMany: Operation = {
	option: {
		name: 'Get Many',
		value: 'getMany',
		description: 'List the drafts of the mailbox, the newest first, also those of mail programs',
		action: 'Get many drafts',
	},
	fields: [
		limitField,
		filtersField({ show }, 'Only drafts that fit all of these are returned'),
		outputField({ show }),
		optionsField(show, options),
	],
	run,
};

/** @throws EnvelopeError */
async function run(context: IExecuteFunctions, itemIndex: number) {
	const account = await accountOf(context, itemIndex);
	const form = readForm(context.getNodeParameter('output', itemIndex, 'simplified'));
	const forModel = isTool(context);
	const given = checked(
		shape(forModel),
		{
			limit: context.getNodeParameter('limit', itemIndex, null),
			options: context.getNodeParameter('options', itemIndex, {}) ?? {},
		},
		labelsOf([limitField, ...options]),
	);
	const { page, maxTextLength, asPage } = given.options;
	const filters = context.getNodeParameter('filters', itemIndex, {});
	const filter = readFilter(filters, context.getTimezone());
	const limit = forModel ? Math.min(given.limit, MODEL_LIMIT) : given.limit;
	const wanted = { filter, limit, page: page.trim() || undefined };
	const { folder, messages, nextPage } = await listDrafts(account, wanted, {
		headers: form === 'full',
	});
	const entries: NodeItem[] = [];
	for (const message of messages) {
		const open = openPieces(account, message);
		entries.push(await messageItem(context, message, { form, maxTextLength }, open));
	}
	const isCut = entries.some(({ json }) => [json.truncated].flat().includes('text'));
	return listed(
		context,
		{
			name: 'drafts',
			entries,
			facts: nextPage === undefined ? { folder } : { folder, nextPage },
			notes: [
				...(nextPage === undefined ? [] : ['There are older drafts: go on with nextPage.']),
				...(isCut ? ['Some texts are cut: get a draft by its id to read all of it.'] : []),
			],
			empty: isEmpty(filter)
				? `There are no drafts in ${asWords(folder)}.`
				: `No draft in ${asWords(folder)} fits the filters.`,
		},
		{ asPage },
	);
}
