import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';
import type { SearchQuery } from '../../../mail/mailbox/search/search';
import { MAX_TEXT_LENGTH } from '../../../mail/message/limits';
import { checked, labelsOf } from '../../shared/checked';
import { readFilter } from '../../shared/filter/readFilter';
import { folderOrInbox } from '../../shared/folderName';
import { flag, text, whole } from '../../shared/given';
import { moreFoldersShape } from '../../shared/moreFolders';
import { isTool } from '../../shared/nodeOf';
import { fileShape, filesOf } from '../../shared/reading/fileOptions';
import type { OutputSettings } from '../../shared/reading/output';
import { fields, options } from './fields';

/** Messages where nobody says how many. */
const USUAL_LIMIT = 50;

/** As many as there are. */
const ALL = Number.MAX_SAFE_INTEGER;

/** Messages, and characters of the text of each, that a model gets at a time. */
const MODEL_LIMIT = 100;
const MODEL_TEXT_LENGTH = 2_000;

/** What the fields of Get Many say. */
export interface GetManySettings {
	query: SearchQuery;
	/** Absent where envelopes are wanted, without a text. */
	output?: OutputSettings;
	/** Whether envelopes tell of threads. */
	references: boolean;
	asPage: boolean;
	/** What was asked for and is not done, in sentences. */
	notes: string[];
}

const output = z.preprocess(
	(value) => (value === null || value === '' ? 'envelope' : value),
	z.enum(['envelope', 'simplified', 'full'], { error: 'must be envelope, simplified or full' }),
);

const schema = z.object({
	folder: folderOrInbox,
	returnAll: flag(false),
	limit: whole(1, ALL, USUAL_LIMIT),
	output,
});

const optionsSchema = (forModel: boolean) =>
	z.object({
		...fileShape,
		asPage: flag(false),
		maxTextLength: whole(1, MAX_TEXT_LENGTH, forModel ? MODEL_TEXT_LENGTH : MAX_TEXT_LENGTH),
		moreFolders: moreFoldersShape,
		page: text,
		thread: flag(false),
	});

/** @throws EnvelopeError INVALID_FIELD */
export function readSettings(context: IExecuteFunctions, itemIndex: number): GetManySettings {
	const parameter = (name: string, usual: unknown) =>
		context.getNodeParameter(name, itemIndex, usual);
	const forModel = isTool(context);
	const given = checked(
		schema,
		{
			folder: parameter('folder', null),
			returnAll: parameter('returnAll', false),
			limit: parameter('limit', USUAL_LIMIT),
			output: parameter('output', 'envelope'),
		},
		labelsOf(fields),
	);
	const inOptions = checked(
		optionsSchema(forModel),
		parameter('options', {}) ?? {},
		labelsOf(options),
	);
	const { moreFolders, page, maxTextLength, thread, asPage } = inOptions;
	const wanted = given.returnAll ? ALL : given.limit;
	const limit = forModel ? Math.min(wanted, MODEL_LIMIT) : wanted;
	return {
		query: {
			folders: [...new Set([given.folder, ...moreFolders])],
			filter: readFilter(parameter('filters', {}), context.getTimezone()),
			limit,
			page: page.trim() || undefined,
		},
		output:
			given.output === 'envelope'
				? undefined
				: { form: given.output, maxTextLength, files: filesOf(inOptions) },
		references: thread,
		asPage,
		notes:
			wanted > limit ? [`These are ${MODEL_LIMIT} messages at most; go on with nextPage.`] : [],
	};
}
