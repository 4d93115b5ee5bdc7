import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { EnvelopeError } from '../../../../mail/errors';
import { readMessage } from '../../../../mail/mailbox/read/readMessage';
import type { Attachment } from '../../../../mail/message/model';
import { accountOf } from '../../../shared/account/account';
import { checked, labelsOf } from '../../../shared/checked';
import { listOf } from '../../../shared/given';
import type { NodeItem } from '../../../shared/items';
import { optionsField } from '../../../shared/message/messageFields';
import { messageField, readReference } from '../../../shared/message/messageLocator';
import type { Operation } from '../../../shared/operations';
import { safeFileName } from '../../../shared/reading/fileName';
import {
	fileSettings,
	fileShape,
	inlineOption,
	sizeOption,
	typesOption,
} from '../../../shared/reading/fileOptions';
import { attachmentFiles } from '../../../shared/reading/files';
import { keepFiles } from '../../../shared/reading/keepFiles';
import { openPieces } from '../../../shared/reading/openPieces';
import { matches } from '../../../shared/reading/pattern';

const show = { resource: ['message'], operation: ['downloadAttachments'] };

/** Attachments that an error names. */
const MAX_NAMED = 20;

const options = [inlineOption, sizeOption, typesOption];

const fields: INodeProperties[] = [
	messageField(show, 'take the files of'),
	{
		displayName: 'Attachments',
		name: 'attachments',
		type: 'string',
		default: '',
		placeholder: 'e.g. *.pdf, invoice*',
		description:
			'Which files to download: their names, in which * stands for anything, or their IDs such as 2, separated by commas. Leave empty for all.',
		displayOptions: { show },
	},
	optionsField(show, options),
];

const schema = z.object({ attachments: listOf(/[,\n]/), options: z.object(fileShape) });

export const downloadAttachments: Operation = {
	option: {
		name: 'Download Attachments',
		value: 'downloadAttachments',
		description: 'Get the files of a message as binary fields, by name, ID or type',
		action: 'Download the attachments of a message',
	},
	fields,
	run,
};

/** @throws EnvelopeError ATTACHMENT_MISSING where none fits, and what readMessage throws */
async function run(context: IExecuteFunctions, itemIndex: number): Promise<NodeItem> {
	const account = await accountOf(context, itemIndex);
	const reference = readReference(context, itemIndex);
	const given = checked(
		schema,
		{
			attachments: context.getNodeParameter('attachments', itemIndex, ''),
			options: context.getNodeParameter('options', itemIndex, {}),
		},
		labelsOf([...fields, ...options]),
	);
	const message = await readMessage(account, reference);
	const settings = fileSettings(given.options);
	const chosen = message.attachments.filter((file) => isNamed(file, given.attachments));
	// One that is asked for by its ID is wanted, wherever it is shown.
	const inline = settings.inline || chosen.some(({ id }) => given.attachments.includes(id));
	const open = openPieces(account, message);
	const files = attachmentFiles(chosen, { ...settings, inline }, open);
	const { id, messageId, subject } = message;
	const about = { id, messageId, subject };
	if (files.length === 0) {
		const isForAll = given.attachments.length + settings.types.length === 0;
		if (!isForAll) throw noneFits(message.attachments);
		const notes = ['The message has no attachments.'];
		return { json: { ...about, files: [], notes } };
	}
	const { binary, problems } = await keepFiles(context, files, { mustBeThere: true });
	const kept = files.filter(({ field }) => field in binary);
	return {
		json: {
			...about,
			files: kept.map(({ field, fileName, mimeType, attachment }) => ({
				...{ field, id: attachment?.id, fileName, mimeType, size: attachment?.size },
			})),
			...(problems.length > 0 ? { attachmentErrors: problems } : {}),
		},
		binary,
	};
}

function isNamed({ id, fileName }: Attachment, names: string[]): boolean {
	// As the message says it, or as the binary field has it.
	const known = [fileName, safeFileName(fileName, 'attachment')];
	const isOne = (one: string) => one === id || known.some((name) => matches(one, name));
	return names.length === 0 || names.some(isOne);
}

function noneFits(attachments: Attachment[]): EnvelopeError {
	const named = attachments
		.slice(0, MAX_NAMED)
		.map(({ id, fileName, mimeType }) => `${id} "${fileName.slice(0, 100)}" (${mimeType})`);
	const more = attachments.length - named.length;
	const all = more > 0 ? [...named, `${more} more`] : named;
	const remedy =
		all.length > 0
			? `It has, by ID, name and type: ${all.join(', ')}. Name one of these, or none for all.`
			: 'It has no attachments at all.';
	const what = 'The message has no attachment that fits';
	return new EnvelopeError('ATTACHMENT_MISSING', what, { phase: 'fetch', remedy });
}
