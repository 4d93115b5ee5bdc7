import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import {
	type ChangesAnswer,
	type ChangesQuestion,
	changesSince,
} from '../../../../mail/mailbox/changes/changes';
import { MAX_FOLDERS } from '../../../../mail/mailbox/changes/token';
import { accountOf } from '../../../shared/account/account';
import { checked, labelsOf } from '../../../shared/checked';
import { folderName } from '../../../shared/folderName';
import { folderField } from '../../../shared/folderPicker';
import { flag, text, whole } from '../../../shared/given';
import type { NodeItem } from '../../../shared/items';
import { moreFoldersField, moreFoldersShape } from '../../../shared/moreFolders';
import { isTool } from '../../../shared/nodeOf';
import type { Operation } from '../../../shared/operations';

const displayOptions = { show: { resource: ['changes'], operation: ['getChanges'] } };

const MAX_LIMIT = 1_000;

const fields: INodeProperties[] = [
	{
		...folderField,
		description: 'The folder whose changes are told',
		displayOptions,
	},
	{
		displayName: 'Token',
		name: 'token',
		// eslint-disable-next-line n8n-nodes-base/node-param-type-options-password-missing -- no secret is in it
		type: 'string',
		default: '',
		description:
			'The token that the last Get Changes gave: what happened since is told. Leave empty to begin.',
		displayOptions,
	},
	{
		displayName: 'Start From',
		name: 'startFrom',
		type: 'options',
		options: [
			{
				name: 'Everything',
				value: 'everything',
				description: 'The messages that are in the folder come first, as new ones, page by page',
			},
			{
				name: 'Now',
				value: 'now',
				description: 'Only what happens from now on',
			},
		],
		default: 'now',
		description: 'Where to begin without a token, and again where a token does not hold any more',
		displayOptions,
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: MAX_LIMIT },
		default: 50,
		description: 'Max number of results to return',
		hint: 'Where there is more, the field more says so, and the token goes on from there',
		displayOptions,
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			moreFoldersField('Folders that are followed besides, with the same token; 10 in all'),
			{
				displayName: 'Split Into Items',
				name: 'split',
				type: 'boolean',
				default: false,
				description:
					'Whether to give an item for each change, and a last one with the token, in place of one item with everything',
			},
		],
		displayOptions,
	},
];

const labels = { ...labelsOf(fields), moreFolders: 'More Folders' };

const schema = z.object({
	folder: folderName,
	token: text.transform((token) => token.trim()),
	startFrom: z.enum(['now', 'everything'], { error: 'must be now or everything' }),
	limit: whole(1, MAX_LIMIT, 50),
	options: z.object({
		moreFolders: moreFoldersShape.refine((more) => more.length < MAX_FOLDERS, {
			error: `takes ${MAX_FOLDERS - 1} folders at most`,
		}),
		split: flag(false),
	}),
});

/**
 * What happened since a token, as one item:
 * `{ token, more, reset, resets: [{ folder, reason }], new: [], changed: [], gone: [] }`, so that the
 * token comes out also where nothing happened, and an agent sees all of it at once. Split, a workflow
 * gets an item for each of them with its kind in `change`, in the order in which a copy takes them
 * over (`gone`, `changed`, `new`), and a last one, `change: 'token'`, with the rest.
 *
 * @throws EnvelopeError
 */
async function run(context: IExecuteFunctions, itemIndex: number): Promise<NodeItem | NodeItem[]> {
	const given = (name: string) => context.getNodeParameter(name, itemIndex, undefined);
	const { folder, token, startFrom, limit, options } = checked(
		schema,
		{
			folder: given('folder'),
			token: given('token'),
			startFrom: given('startFrom') ?? 'now',
			limit: given('limit'),
			options: given('options') ?? {},
		},
		labels,
	);
	const question: ChangesQuestion = {
		folders: [folder, ...options.moreFolders],
		token: token === '' ? undefined : token,
		startFrom,
		limit,
	};
	const answer = await changesSince(await accountOf(context, itemIndex), question);
	const state = stateOf(answer, question);
	if (!options.split || isTool(context)) return { json: { ...state, ...listsOf(answer) } };
	const items = Object.entries(listsOf(answer)).flatMap(([change, messages]) =>
		messages.map((message) => ({ json: { change, ...message } })),
	);
	return [...items, { json: { change: 'token', ...state } }];
}

function stateOf({ token, more, resets, ...answer }: ChangesAnswer, question: ChangesQuestion) {
	const state = { token, more, reset: resets.length > 0 };
	if (resets.length > 0) return { ...state, resets: resets.map((reset) => ({ ...reset })) };
	const isEmpty = Object.values(answer).every((messages) => messages.length === 0);
	return isEmpty && !more ? { ...state, notes: [nothing(question)] } : state;
}

function nothing({ token }: ChangesQuestion): string {
	return token === undefined
		? 'Nothing yet: give the token the next time to be told what has happened since now.'
		: 'Nothing has changed since the token.';
}

function listsOf(answer: ChangesAnswer): Record<string, IDataObject[]> {
	const { gone, changed, new: arrivals } = answer;
	return {
		gone: gone.map((message) => ({ ...message })),
		changed: changed.map((message) => ({ ...message })),
		new: arrivals.map((message) => ({ ...message })),
	};
}

export const getChanges: Operation = {
	option: {
		name: 'Get Changes',
		value: 'getChanges',
		action: 'Get changes since a token',
		description: 'Get the messages that came, changed or went since a token',
	},
	fields,
	run,
};
