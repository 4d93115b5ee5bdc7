import type { INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { flag, listOf, number } from '../given';

const MEGABYTE = 1024 * 1024;

const ofDownloads = { show: { downloadAttachments: [true] } };

export const inlineOption: INodeProperties = {
	displayName: 'Inline Images',
	name: 'inlineImages',
	type: 'boolean',
	default: true,
	description:
		'Whether to download what is shown inside the HTML, too, as binary fields inline_0, inline_1 and so on',
};

export const typesOption: INodeProperties = {
	displayName: 'Attachment Types',
	name: 'attachmentTypes',
	type: 'string',
	default: '',
	placeholder: 'e.g. application/pdf, image/*',
	description:
		'Which files to download by the type that the sender gave them, separated by commas. Leave empty for all.',
};

export const sizeOption: INodeProperties = {
	displayName: 'Largest Attachment (MB)',
	name: 'maxAttachmentMegabytes',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 25,
	description: 'Larger files are not downloaded but named in attachmentErrors',
};

/** Which attachments become binary fields; options of every operation that gives out messages. */
export const fileOptions: INodeProperties[] = [
	{
		displayName: 'Download Attachments',
		name: 'downloadAttachments',
		type: 'boolean',
		default: true,
		description:
			'Whether to give out the attached files as binary fields attachment_0, attachment_1 and so on. Without it they are only described.',
	},
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
	...[typesOption, inlineOption, sizeOption].map((option) => ({
		...option,
		displayOptions: ofDownloads,
	})),
];

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

/** What these options may hold. */
export const fileShape = {
	attachmentNames: listOf(/[,\n]/),
	attachmentTypes: listOf(/[\s,]+/).pipe(z.array(type)),
	downloadAttachments: flag(false),
	inlineImages: flag(false),
	maxAttachmentMegabytes: number(0.001, 10_000, 25),
};

type FileOptions = z.infer<z.ZodObject<typeof fileShape>>;

/** @returns undefined where no attachment is downloaded */
export function filesOf(given: FileOptions): FileSettings | undefined {
	return given.downloadAttachments ? fileSettings(given) : undefined;
}

/** Of the attachments that are downloaded in any case. */
export function fileSettings(given: Omit<FileOptions, 'downloadAttachments'>): FileSettings {
	return {
		names: given.attachmentNames,
		types: given.attachmentTypes,
		maxBytes: Math.round(given.maxAttachmentMegabytes * MEGABYTE),
		inline: given.inlineImages,
	};
}
