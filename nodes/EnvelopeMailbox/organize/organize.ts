import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import type { Account } from '../../../mail/account/settings';
import { EnvelopeError } from '../../../mail/errors';
import type { Outcome } from '../../../mail/mailbox/organize/outcome';
import { formatHandle, type Handle } from '../../../mail/message/handle';
import { accountOf } from '../../shared/account/account';
import { checked, labelsOf } from '../../shared/checked';
import { flag } from '../../shared/given';
import type { NodeItem } from '../../shared/items';
import { listed } from '../../shared/listing';
import { errorItem } from '../../shared/nodeError';
import { nodeOf } from '../../shared/nodeOf';
import { optionsField } from '../../shared/message/messageFields';
import { dryRunItem } from './dryRun';
import { readTarget, type Target, targetFields } from './target';

const options: INodeProperties[] = [
	{
		displayName: 'Dry Run',
		name: 'dryRun',
		type: 'boolean',
		default: true,
		description:
			'Whether to do nothing, and only tell how many messages it would be done to, and which',
	},
];

const settings = z.object({ dryRun: flag(false) });

/** The fields of an operation that does something to messages. @param own which only this one has */
export function organizeFields(operation: string, own: INodeProperties[] = []): INodeProperties[] {
	const show = { resource: ['message'], operation: [operation] };
	const shown = own.map((field) => ({ ...field, displayOptions: { show } }));
	return [...targetFields(show), ...shown, optionsField(show, options)];
}

/** Something that is done to messages. */
export interface Action {
	act: (account: Account, handles: Handle[]) => Promise<Outcome[]>;
	/** What its item says besides `success`, `id` and `notes`. */
	shown: (outcome: Outcome) => IDataObject;
	/** Whether the messages are where they were, so that a search finds them again. */
	stays?: boolean;
}

/**
 * Does it to the messages of one input item. One that was named alone gives one item, and fails as a whole;
 * of several each gives one, with its own error where it failed, and only where all of them did is it a
 * failure.
 *
 * @throws EnvelopeError
 */
export async function organize(
	context: IExecuteFunctions,
	itemIndex: number,
	{ act, shown, stays = false }: Action,
): Promise<NodeItem | NodeItem[]> {
	const { dryRun } = checked(
		settings,
		context.getNodeParameter('options', itemIndex, {}) ?? {},
		labelsOf(options),
	);
	const account = await accountOf(context, itemIndex);
	const target = await readTarget(context, itemIndex, account);
	if (dryRun) return dryRunItem(account, target);
	const results = await resultsOf(account, target, act);
	const [first] = results;
	if (first && results.every(({ error }) => error)) throw failure(results);
	const entries = results.map((result) => itemOf(context, result, shown));
	if (target.single && entries[0]) return entries[0];
	const failed = results.filter(({ error }) => error).length;
	return listed(context, {
		name: 'messages',
		entries,
		facts: { done: results.length - failed, failed, more: target.more },
		notes: [
			...target.notes,
			...(target.more ? [`${moreMatch}: ${stays ? filterOn : runAgain}.`] : []),
		],
		empty: 'No message matches, so nothing was done.',
	});
}

const moreMatch = 'More messages match than the limit lets through';
const runAgain = 'run this again for the next ones';
const filterOn =
	'these would match again, so raise the limit, or reach the older ones with the filter Received Before';

type Result = { reference: string } & (
	{ outcome: Outcome; error?: undefined } | { error: EnvelopeError; outcome?: undefined }
);

/** In the order in which they were named. */
async function resultsOf(
	account: Account,
	{ messages }: Target,
	act: Action['act'],
): Promise<Result[]> {
	const handles = messages.flatMap(({ handle }) => handle ?? []);
	const acted = handles.length > 0 ? await act(account, handles) : [];
	const outcomes = new Map(acted.map((outcome) => [formatHandle(outcome.handle), outcome]));
	return messages.flatMap(({ reference, handle, error }): Result[] => {
		if (!handle) return [{ reference, error }];
		const outcome = outcomes.get(formatHandle(handle));
		if (!outcome) return [];
		return [outcome.error ? { reference, error: outcome.error } : { reference, outcome }];
	});
}

function itemOf(
	context: IExecuteFunctions,
	{ reference, outcome, error }: Result,
	shown: Action['shown'],
): NodeItem {
	if (error) {
		const node = nodeOf(context);
		const json = errorItem(node, error);
		// n8n knows items for an error output by their having no other keys.
		return { json: node.onError === 'continueErrorOutput' ? json : { ...json, id: reference } };
	}
	const { handle, notes = [] } = outcome;
	const said = notes.length > 0 ? { notes } : {};
	return { json: { success: true, id: formatHandle(handle), ...shown(outcome), ...said } };
}

/** Of several the first, which is most often that of all. */
function failure(results: Result[]): EnvelopeError {
	const error = results.flatMap((result) => result.error ?? [])[0];
	if (!error) throw new Error('No message failed');
	if (results.length === 1) return error;
	const { code, what, phase, remedy, transient, response } = error;
	const of = `This could be done to none of ${results.length} messages; of the first: ${what}`;
	return new EnvelopeError(code, of, { phase, remedy, transient, response });
}

/** Of a message that has moved: its new ID, with which alone it can be found from then on. */
export function moved({ handle, now = handle }: Outcome): IDataObject {
	return { newId: now && formatHandle(now), folder: now?.folder ?? null };
}

/** Of a message that was marked: what it has now. */
export function marked({ handle, flags = [], labels = [] }: Outcome): IDataObject {
	return { folder: handle.folder, flags, ...(labels.length > 0 ? { labels } : {}) };
}
