import type { INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { MAX_TEXT_LENGTH } from '../../../mail/message/limits';
import { checked, labelsOf } from '../../shared/checked';
import { folderPath } from '../../shared/folderName';
import { flag, listOf, number, whole } from '../../shared/given';

const MEGABYTE = 1024 * 1024;

const ofDownloads = { show: { downloadAttachments: [true] } };

const options: INodeProperties[] = [
	{
		displayName: 'Attachment Names',
		name: 'attachmentNames',
		type: 'string',
		default: '',
		placeholder: 'e.g. *.pdf, invoice*',
		description:
			'Which files to download by their names, separated by commas; * stands for anything. Leave empty for all.',
		displayOptions: ofDownloads,
	},
	{
		displayName: 'Attachment Types',
		name: 'attachmentTypes',
		type: 'string',
		default: '',
		placeholder: 'e.g. application/pdf, image/*',
		description:
			'Which files to download by the type that the sender gave them, separated by commas. Leave empty for all.',
		displayOptions: ofDownloads,
	},
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
		displayName: 'Download Attachments',
		name: 'downloadAttachments',
		type: 'boolean',
		default: true,
		description:
			'Whether to give out the attached files as binary fields attachment_0, attachment_1 and so on. Without it they are only described.',
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
		displayName: 'Inline Images',
		name: 'inlineImages',
		type: 'boolean',
		default: true,
		description:
			'Whether to download what is shown inside the HTML, too, as binary fields inline_0, inline_1 and so on',
		displayOptions: ofDownloads,
	},
	{
		displayName: 'Largest Attachment (MB)',
		name: 'maxAttachmentMegabytes',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 25,
		description: 'Larger files are not downloaded but named in attachmentErrors',
		displayOptions: ofDownloads,
	},
	{
		displayName: 'Longest Text (Characters)',
		name: 'maxTextLength',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: MAX_TEXT_LENGTH },
		default: 20_000,
		description:
			'Where text and reply are cut, for example for a model; the field truncated names what was cut. Without this option it is 200,000.',
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
	{
		// A folder has no ID besides its name.
		// eslint-disable-next-line n8n-nodes-base/node-param-display-name-wrong-for-dynamic-multi-options -- as above
		displayName: 'More Folders',
		name: 'moreFolders',
		type: 'multiOptions',
		typeOptions: { loadOptionsMethod: 'getFolders' },
		default: [],
		description:
			'Further folders to watch. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
	},
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

export const optionsField: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	options,
};

/** Which attachments become binary fields. */
export interface FileSettings {
	/** Patterns with `*`; empty: every one. */
	names: string[];
	/** MIME types, such as `image/*`; empty: every one. */
	types: string[];
	/** Of one file. */
	maxBytes: number;
	/** Whether what is shown inside the HTML is wanted, too. */
	inline: boolean;
}

const type = z
	.string()
	.regex(/^(\*|[^\s/]+\/[^\s/]+)$/, 'takes types such as application/pdf or image/*');

const settings = z.object({
	attachmentNames: listOf(/[,\n]/),
	attachmentTypes: listOf(/[\s,]+/).pipe(z.array(type)),
	checkEvery: number(10, 3600, 60),
	downloadAttachments: flag(false),
	inlineImages: flag(false),
	maxAttachmentMegabytes: number(0.001, 10_000, 25),
	maxInFlight: whole(1, 100, 10),
	maxTextLength: whole(1, MAX_TEXT_LENGTH, MAX_TEXT_LENGTH),
	moreFolders: listOf(/[,\n]/).pipe(z.array(folderPath)),
	perExecution: whole(1, 100, 1),
	rememberByKeyword: flag(false),
	reportOutageAfter: number(1, 1440, 15),
});

const labels = labelsOf(options);

/** @throws EnvelopeError INVALID_FIELD */
export function readOptions(value: unknown) {
	const given = checked(settings, value ?? {}, labels);
	const { maxInFlight, maxTextLength, moreFolders, perExecution } = given;
	const files: FileSettings = {
		names: given.attachmentNames,
		types: given.attachmentTypes,
		maxBytes: Math.round(given.maxAttachmentMegabytes * MEGABYTE),
		inline: given.inlineImages,
	};
	return {
		moreFolders,
		maxTextLength,
		files: given.downloadAttachments ? files : undefined,
		perExecution,
		maxInFlight,
		checkEveryMs: given.checkEvery * 1_000,
		reportOutageAfterMs: given.reportOutageAfter * 60_000,
		rememberOnServer: given.rememberByKeyword,
	};
}
