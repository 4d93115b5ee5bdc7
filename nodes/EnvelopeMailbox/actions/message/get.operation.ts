import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { addFlag } from '../../../../mail/imap/flag';
import { readMessage } from '../../../../mail/mailbox/read/readMessage';
import { handleOf } from '../../../../mail/message/handle';
import { accountOf } from '../../../shared/account/account';
import { checked, labelsOf } from '../../../shared/checked';
import { flag } from '../../../shared/given';
import type { NodeItem } from '../../../shared/items';
import { optionsField } from '../../../shared/message/messageFields';
import { messageField, readReference } from '../../../shared/message/messageLocator';
import { isTool } from '../../../shared/nodeOf';
import type { Operation } from '../../../shared/operations';
import { fileOptions, filesOf, fileShape } from '../../../shared/reading/fileOptions';
import { messageItem } from '../../../shared/reading/messageItem';
import { openPieces } from '../../../shared/reading/openPieces';
import { outputField, readForm } from '../../../shared/reading/output';
import {
	readOn,
	textFrom,
	textRangeOptions,
	textRangeShape,
} from '../../../shared/reading/textRange';

const show = { resource: ['message'], operation: ['get'] };

const options: INodeProperties[] = [
	...fileOptions,
	...textRangeOptions,
	{
		displayName: 'Mark as Read',
		name: 'markAsRead',
		type: 'boolean',
		default: true,
		description: 'Whether to mark the message as read, once it has been read',
	},
];

const optionsSchema = (forModel: boolean) =>
	z.object({ ...fileShape, ...textRangeShape(forModel), markAsRead: flag(false) });

export const get: Operation = {
	option: {
		name: 'Get',
		value: 'get',
		description: 'Read one message: its text, sender, recipients and what files it has',
		action: 'Get a message',
	},
	fields: [messageField(show, 'read'), outputField({ show }), optionsField(show, options)],
	run,
};

/** Reads a message. @throws EnvelopeError */
async function run(context: IExecuteFunctions, itemIndex: number): Promise<NodeItem> {
	const account = await accountOf(context, itemIndex);
	const reference = readReference(context, itemIndex);
	const form = readForm(context.getNodeParameter('output', itemIndex, 'simplified'));
	const given = checked(
		optionsSchema(isTool(context)),
		context.getNodeParameter('options', itemIndex, {}),
		labelsOf(options),
	);
	const message = await readMessage(account, reference, { headers: form === 'full' });
	const output = { form, maxTextLength: given.maxTextLength, files: filesOf(given) };
	const shown = textFrom(message, given.textFrom);
	const open = openPieces(account, message);
	const whole = { mustBeThere: true };
	const { json, binary } = await messageItem(context, shown, output, open, whole);
	const { notes = [], ...facts } = readOn(message, json, given.textFrom);
	const problem = given.markAsRead
		? await addFlag(account, handleOf(message), '\\Seen')
		: undefined;
	if (problem !== undefined) notes.push(problem);
	const isMarked = given.markAsRead && problem === undefined;
	return {
		json: {
			...json,
			...facts,
			...(isMarked ? { flags: [...new Set([...message.flags, '\\Seen'])] } : {}),
			...(notes.length > 0 ? { notes } : {}),
		},
		binary,
	};
}
