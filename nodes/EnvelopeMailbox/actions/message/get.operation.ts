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
import {
	oneMessageItem,
	oneMessageOptions,
	oneMessageShape,
} from '../../../shared/reading/oneMessage';
import { outputField, readForm } from '../../../shared/reading/output';

const show = { resource: ['message'], operation: ['get'] };

const options: INodeProperties[] = [
	...oneMessageOptions,
	{
		displayName: 'Mark as Read',
		name: 'markAsRead',
		type: 'boolean',
		default: true,
		description: 'Whether to mark the message as read, once it has been read',
	},
];

const optionsSchema = (forModel: boolean) =>
	z.object({ ...oneMessageShape(forModel), markAsRead: flag(false) });

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
	const { json, binary, notes } = await oneMessageItem(context, account, message, form, given);
	const problem = given.markAsRead
		? await addFlag(account, handleOf(message), '\\Seen')
		: undefined;
	const isMarked = given.markAsRead && problem === undefined;
	const said = problem === undefined ? notes : [...notes, problem];
	return {
		json: {
			...json,
			...(isMarked ? { flags: [...new Set([...message.flags, '\\Seen'])] } : {}),
			...(said.length > 0 ? { notes: said } : {}),
		},
		binary,
	};
}
