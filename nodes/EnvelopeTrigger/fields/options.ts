import type { INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { checked, labelsOf } from '../../shared/checked';
import { flag, number, whole } from '../../shared/given';
import { moreFoldersField, moreFoldersShape } from '../../shared/moreFolders';
import { fileOptions, fileShape, filesOf } from '../../shared/reading/fileOptions';
import { textOption, textShape } from '../../shared/reading/output';

const ofTrigger: INodeProperties[] = [
	{
		displayName: 'Check Every (Seconds)',
		name: 'checkEvery',
		type: 'number',
		typeOptions: { minValue: 10, maxValue: 3600 },
		default: 60,
		description:
			'How often to ask the server for news itself, whatever the connection says: so long at most goes a dead one unnoticed. New mail is told at once where the server can.',
	},
	{
		displayName: 'Executions at a Time',
		name: 'maxInFlight',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 100 },
		default: 10,
		description: 'How many executions may run at once; further messages wait on the server',
	},
	{
		displayName: 'Messages per Execution',
		name: 'perExecution',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 100 },
		default: 1,
		description:
			'How many messages that wait an execution may get at once, as one item each; faster for a large backlog',
	},
	moreFoldersField('Further folders to watch'),
	{
		displayName: 'Remember on the Server',
		name: 'rememberByKeyword',
		type: 'boolean',
		default: true,
		description:
			'Whether to put a keyword on each message that was run, so that it is not run again even if n8n has lost its data. The server has to keep keywords.',
	},
	{
		displayName: 'Report an Outage After (Minutes)',
		name: 'reportOutageAfter',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 1440 },
		default: 15,
		description:
			'How long the mail server may be away before a failed execution says so, which starts your error workflow',
	},
];

const options = [...ofTrigger, ...fileOptions, textOption].sort((a, b) =>
	a.displayName.localeCompare(b.displayName),
);

export const optionsField: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	options,
};

const settings = z.object({
	...fileShape,
	...textShape,
	checkEvery: number(10, 3600, 60),
	maxInFlight: whole(1, 100, 10),
	moreFolders: moreFoldersShape,
	perExecution: whole(1, 100, 1),
	rememberByKeyword: flag(false),
	reportOutageAfter: number(1, 1440, 15),
});

const labels = labelsOf(options);

/** @throws EnvelopeError INVALID_FIELD */
export function readOptions(value: unknown) {
	const given = checked(settings, value ?? {}, labels);
	const { maxInFlight, maxTextLength, moreFolders, perExecution } = given;
	return {
		moreFolders,
		maxTextLength,
		files: filesOf(given),
		perExecution,
		maxInFlight,
		checkEveryMs: given.checkEvery * 1_000,
		reportOutageAfterMs: given.reportOutageAfter * 60_000,
		rememberOnServer: given.rememberByKeyword,
	};
}
