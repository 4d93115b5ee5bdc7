import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { readThread, type Thread } from '../../../../mail/mailbox/thread/thread';
import { unique } from '../../../../mail/message/answer/reply';
import type { Message } from '../../../../mail/message/model';
import { MAX_TEXT_LENGTH } from '../../../../mail/message/limits';
import { accountOf } from '../../../shared/account/account';
import { checked, labelsOf } from '../../../shared/checked';
import { whole } from '../../../shared/given';
import type { NodeItem } from '../../../shared/items';
import { listed } from '../../../shared/listing';
import { optionsField } from '../../../shared/message/messageFields';
import { messageField, readReference } from '../../../shared/message/messageLocator';
import { isTool } from '../../../shared/nodeOf';
import type { Operation } from '../../../shared/operations';
import { messageItem } from '../../../shared/reading/messageItem';
import { openPieces } from '../../../shared/reading/openPieces';
import {
	type OutputSettings,
	outputField,
	readForm,
	textOption,
} from '../../../shared/reading/output';

const show = { resource: ['message'], operation: ['getThread'] };

const MAX_MESSAGES = 200;

/** Characters of each message that a model gets unless it is told otherwise. */
const MODEL_TEXT_LENGTH = 2_000;

/** What a model does not need of each message of a conversation. */
const leftOutForModels = ['threadId', 'references', 'inReplyTo', 'uid', 'authentication'];

/** People of a conversation that a page names. */
const MAX_PARTICIPANTS = 50;

const options: INodeProperties[] = [
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: MAX_MESSAGES },
		default: 50,
		description: 'Max number of results to return',
	},
	{
		...textOption,
		description:
			'Where text and reply of each message are cut; the field truncated names what was cut. Without this option it is 200,000, and 2,000 for an AI agent.',
	},
];

const optionsSchema = (forModel: boolean) =>
	z.object({
		limit: whole(1, MAX_MESSAGES, 50),
		maxTextLength: whole(1, MAX_TEXT_LENGTH, forModel ? MODEL_TEXT_LENGTH : MAX_TEXT_LENGTH),
	});

export const getThread: Operation = {
	option: {
		name: 'Get Thread',
		value: 'getThread',
		description:
			'Get the whole conversation that a message belongs to, received and sent, oldest first',
		action: 'Get the conversation of a message',
	},
	fields: [
		messageField(show, 'get the conversation of'),
		outputField({ show }),
		optionsField(show, options),
	],
	run,
};

/** @throws EnvelopeError */
async function run(context: IExecuteFunctions, itemIndex: number) {
	const account = await accountOf(context, itemIndex);
	const reference = readReference(context, itemIndex);
	const form = readForm(context.getNodeParameter('output', itemIndex, 'simplified'));
	const { limit, maxTextLength } = checked(
		optionsSchema(isTool(context)),
		context.getNodeParameter('options', itemIndex, {}),
		labelsOf(options),
	);
	const thread = await readThread(account, reference, { limit, headers: form === 'full' });
	const entries: NodeItem[] = [];
	for (const one of thread.messages) {
		const output: OutputSettings = { form, maxTextLength };
		const open = openPieces(account, one.message);
		const shown = isTool(context) ? withoutQuotes(one.message) : one.message;
		const { json, binary } = await messageItem(context, shown, output, open);
		entries.push({ json: inThread(json, one, thread, isTool(context)), binary });
	}
	return listed(context, {
		name: 'messages',
		entries,
		facts: factsOf(thread),
		notes: thread.notes,
		empty: 'All messages of the conversation have been deleted meanwhile.',
	});
}

/** What it quotes is in the other messages. */
function withoutQuotes(message: Message): Message {
	return { ...message, text: message.reply || message.text };
}

function inThread(
	json: IDataObject,
	{ copies, draft, guessed }: Thread['messages'][number],
	{ threadId }: Thread,
	forModel: boolean,
): IDataObject {
	const marks = { draft, guessed, ...(copies.length > 1 ? { copies } : {}) };
	if (!forModel) return { ...json, threadId, ...marks };
	const rest = Object.entries(json).filter(([key]) => !leftOutForModels.includes(key));
	return { ...Object.fromEntries(rest), ...marks };
}

function factsOf({ threadId, messages }: Thread): IDataObject {
	const people = unique(
		messages.flatMap(({ message: { from, to, cc } }) => [...from, ...to, ...cc]),
	);
	return {
		threadId,
		subject: messages[0]?.message.subject ?? '',
		participants: people.slice(0, MAX_PARTICIPANTS).map((person) => ({ ...person })),
	};
}
