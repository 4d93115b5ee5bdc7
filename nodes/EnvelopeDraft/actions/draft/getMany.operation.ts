import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { listDrafts } from '../../../../mail/mailbox/drafts/read';
import { accountOf } from '../../../shared/account/account';
import { checked, labelsOf } from '../../../shared/checked';
import { flag, optional, text, whole } from '../../../shared/given';
import type { NodeItem } from '../../../shared/items';
import { listed } from '../../../shared/listing';
import { optionsField } from '../../../shared/message/messageFields';
import { isTool } from '../../../shared/nodeOf';
import type { Operation } from '../../../shared/operations';
import { messageItem } from '../../../shared/reading/messageItem';
import { openPieces } from '../../../shared/reading/openPieces';
import { outputField, readForm, textOption } from '../../../shared/reading/output';
import { textRangeShape } from '../../../shared/reading/textRange';

const show = { resource: ['draft'], operation: ['getMany'] };

/** Drafts of one page, at most: each is read whole. */
const MAX_LIMIT = 500;

/** Characters of each text that a model gets, of ten drafts or more at once. */
const MODEL_TEXT_LENGTH = 1_000;

const options: INodeProperties[] = [
	{
		displayName: 'As a Page',
		name: 'asPage',
		type: 'boolean',
		default: true,
		description:
			'Whether to give out one item with all drafts and the number for the next page, as an AI agent gets it',
	},
	textOption,
	{
		displayName: 'Older Than (Page)',
		name: 'page',
		type: 'number',
		default: 0,
		description: 'The nextPage of the page before, to go on with older drafts',
	},
	{
		displayName: 'Subject',
		name: 'subject',
		type: 'string',
		default: '',
		placeholder: 'e.g. Offer',
		description: 'Only drafts whose subject holds this text',
	},
	{
		displayName: 'To',
		name: 'to',
		type: 'string',
		default: '',
		placeholder: 'e.g. jane@example.com',
		description: 'Only drafts for this recipient, in To, CC or BCC',
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
		asPage: flag(false),
		limit: whole(1, MAX_LIMIT, forModel ? 10 : 50),
		maxTextLength: forModel
			? whole(1, 200_000, MODEL_TEXT_LENGTH)
			: textRangeShape(false).maxTextLength,
		page: optional.number(0, 4_294_967_295),
		subject: text,
		to: text,
	});

export const getMany: Operation = {
	option: {
		name: 'Get Many',
		value: 'getMany',
		description: 'List the drafts of the mailbox, the newest first, also those of mail programs',
		action: 'Get many drafts',
	},
	fields: [limitField, outputField({ show }), optionsField(show, options)],
	run,
};

/** @throws EnvelopeError */
async function run(context: IExecuteFunctions, itemIndex: number) {
	const account = await accountOf(context, itemIndex);
	const form = readForm(context.getNodeParameter('output', itemIndex, 'simplified'));
	const given = checked(
		shape(isTool(context)),
		{
			...z.looseObject({}).parse(context.getNodeParameter('options', itemIndex, {})),
			limit: context.getNodeParameter('limit', itemIndex, null),
		},
		labelsOf([limitField, ...options]),
	);
	const { limit, page, maxTextLength } = given;
	const filter = { subject: given.subject || undefined, to: given.to || undefined };
	const wanted = { filter, limit, page: page || undefined };
	const { folder, messages, nextPage } = await listDrafts(account, wanted, {
		headers: form === 'full',
	});
	const entries: NodeItem[] = [];
	for (const message of messages) {
		const open = openPieces(account, message);
		entries.push(await messageItem(context, message, { form, maxTextLength }, open));
	}
	const isFiltered = Boolean(filter.subject ?? filter.to);
	return listed(
		context,
		{
			name: 'drafts',
			entries,
			facts: { folder, nextPage: nextPage ?? null },
			notes: nextPage === undefined ? [] : [`There are older drafts: go on with page ${nextPage}.`],
			empty: isFiltered ? `No draft in ${folder} fits.` : `There are no drafts in ${folder}.`,
		},
		{ asPage: given.asPage },
	);
}
