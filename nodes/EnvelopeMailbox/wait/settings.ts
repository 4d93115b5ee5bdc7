import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';
import type { Filter } from '../../../mail/imap/filter/filter';
import { checked, labelsOf } from '../../shared/checked';
import { readFilter } from '../../shared/filter/readFilter';
import { folderOrInbox } from '../../shared/folderName';
import { flag, text, whole } from '../../shared/given';
import { isTool } from '../../shared/nodeOf';
import { filesOf, fileShape } from '../../shared/reading/fileOptions';
import { type OutputSettings, readForm } from '../../shared/reading/output';
import { textRangeShape } from '../../shared/reading/textRange';
import { fields, LONGEST_LOOK_BACK, LONGEST_WAIT, options } from './fields';

export interface WaitingSettings {
	folder: string;
	filter: Filter;
	/** A handle or a Message-ID; empty where any message may be the answer. */
	inReplyTo: string;
	limitSeconds: number;
	lookBackSeconds: number;
	onTimeout: 'nothing' | 'fail';
	extractCodes: boolean;
	output: OutputSettings;
}

const schema = (forModel: boolean) =>
	z.object({
		folder: folderOrInbox,
		timeLimit: whole(0, LONGEST_WAIT, 300),
		extractCodes: flag(false),
		options: z.object({
			...fileShape,
			...textRangeShape(forModel),
			inReplyTo: text.transform((id) => id.trim()),
			lookBack: whole(0, LONGEST_LOOK_BACK, forModel ? 60 : 0),
			onTimeout: text
				.transform((choice) => choice || 'nothing')
				.pipe(z.enum(['nothing', 'fail'], { error: 'must be nothing or fail' })),
		}),
	});

const labels = labelsOf([...fields({}), ...options]);

/** @throws EnvelopeError INVALID_FIELD */
export function readWaiting(context: IExecuteFunctions, itemIndex: number): WaitingSettings {
	const parameter = (name: string) => context.getNodeParameter(name, itemIndex, null);
	const given = {
		folder: parameter('folder'),
		timeLimit: parameter('timeLimit'),
		extractCodes: parameter('extractCodes'),
		options: parameter('options') ?? {},
	};
	const { folder, timeLimit, extractCodes, options } = checked(
		schema(isTool(context)),
		given,
		labels,
	);
	const { inReplyTo, lookBack, onTimeout, maxTextLength } = options;
	return {
		folder,
		filter: readFilter(parameter('filters'), context.getTimezone()),
		inReplyTo,
		limitSeconds: timeLimit,
		lookBackSeconds: lookBack,
		onTimeout,
		extractCodes,
		output: {
			form: readForm(parameter('output') ?? 'simplified'),
			maxTextLength,
			files: filesOf(options),
		},
	};
}
