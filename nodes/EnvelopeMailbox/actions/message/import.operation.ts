import { buffer } from 'node:stream/consumers';
import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { EnvelopeError } from '../../../../mail/errors';
import { importMessage } from '../../../../mail/mailbox/import/importMessage';
import { accountOf } from '../../../shared/account/account';
import { binaryField, contentOf, readFieldName } from '../../../shared/binaryField';
import { checked, labelsOf } from '../../../shared/checked';
import { folderName } from '../../../shared/folderName';
import { folderField } from '../../../shared/folderPicker';
import { dateText, listOf } from '../../../shared/given';
import type { NodeItem } from '../../../shared/items';
import { optionsField } from '../../../shared/message/messageFields';
import type { Operation } from '../../../shared/operations';
import { formOf } from '../../../shared/reading/form';

const show = { resource: ['message'], operation: ['import'] };

/** IMAP wants the number of bytes first, so that all of them are in memory. */
const MAX_BYTES = 100 * 1024 * 1024;

const options: INodeProperties[] = [
	{
		displayName: 'Date',
		name: 'date',
		type: 'dateTime',
		default: '',
		description:
			'When the mailbox is to say that the message came, instead of the date in its header',
	},
	{
		displayName: 'Flags',
		name: 'flags',
		type: 'string',
		default: '',
		placeholder: 'e.g. \\Seen, $Imported',
		description:
			'What the message is marked with, separated by commas: \\Seen, \\Answered, \\Flagged, or keywords',
	},
];

const fields: INodeProperties[] = [
	{
		displayName: 'Input Binary Field',
		name: 'binaryPropertyName',
		type: 'string',
		default: 'data',
		required: true,
		hint: 'The name of the input binary field that holds the .eml file',
		displayOptions: { show },
	},
	{
		...folderField,
		description: 'Where the message is put',
		displayOptions: { show },
	},
	optionsField(show, options),
];

const date = dateText
	.transform((text) => (text === '' ? undefined : new Date(text)))
	.refine(
		(value) => !value || (value.getUTCFullYear() >= 1970 && value.getUTCFullYear() < 10_000),
		{
			error: 'must be a date such as 2026-11-20T10:00',
		},
	);

const schema = z.object({
	folder: folderName,
	options: z.object({ date, flags: listOf(/[\s,]+/) }),
});

export const importFile: Operation = {
	option: {
		name: 'Import',
		value: 'import',
		description: 'Put an .eml file into a folder as a message, unchanged',
		action: 'Import a message',
	},
	fields,
	run,
};

/** @throws EnvelopeError ATTACHMENT_MISSING, and what importMessage throws */
async function run(context: IExecuteFunctions, itemIndex: number): Promise<NodeItem> {
	const account = await accountOf(context, itemIndex);
	const field = readFieldName(context, itemIndex, 'Input Binary Field');
	const given = checked(
		schema,
		{
			folder: context.getNodeParameter('folder', itemIndex, 'INBOX'),
			options: context.getNodeParameter('options', itemIndex, {}),
		},
		labelsOf([...fields, ...options]),
	);
	const bytes = await bytesOf(context, itemIndex, field);
	const { message, missingFlags } = await importMessage(account, bytes, {
		folder: given.folder,
		...given.options,
	});
	const json = formOf(message, { form: 'raw', maxTextLength: 1 });
	const notes = [`The folder does not keep these flags: ${missingFlags.join(', ')}.`];
	return { json: { ...json, ...(missingFlags.length > 0 ? { notes } : {}) } };
}

async function bytesOf(context: IExecuteFunctions, itemIndex: number, field: string) {
	const content = contentOf(context, binaryField(context, itemIndex, field));
	if (Buffer.isBuffer(content)) return bounded(content.length, () => content);
	const stream = await content();
	let length = 0;
	return buffer(stream.map((piece: Buffer) => bounded((length += piece.length), () => piece)));
}

function bounded<T>(length: number, value: () => T): T {
	if (length <= MAX_BYTES) return value();
	const what = `The file has more than ${MAX_BYTES / 1024 / 1024} MB`;
	throw new EnvelopeError('CONTENT_TOO_LARGE', what, {
		phase: 'append',
		remedy: 'No mail server takes a message of that size.',
	});
}
