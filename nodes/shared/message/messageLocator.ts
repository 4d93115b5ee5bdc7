import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { checked } from '../checked';
import { text } from '../given';
import { picked } from '../picked';
import type { Show } from './messageFields';

/**
 * The message that an operation is about: from a list, by its handle or by its Message-ID.
 *
 * @param purpose what is done with it, for the description, such as `answer`
 * @param list the node's method that lists messages to pick from
 */
export function messageField(
	show: Show,
	purpose: string,
	list = 'searchMessages',
): INodeProperties {
	return {
		displayName: 'Message',
		name: 'message',
		type: 'resourceLocator',
		default: { mode: 'id', value: '' },
		required: true,
		description: `The message to ${purpose}: its ID as Envelope gives it, such as 42.1700000000.INBOX, or its Message-ID`,
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder: 'Select a message…',
				typeOptions: { searchListMethod: list, searchable: true },
			},
			{
				displayName: 'By ID',
				name: 'id',
				type: 'string',
				placeholder: 'e.g. 42.1700000000.INBOX',
				hint: 'The field id of a message that Envelope gave out',
			},
			{
				displayName: 'By Message-ID',
				name: 'messageId',
				type: 'string',
				placeholder: 'e.g. <abc@example.com>',
				hint: 'The field messageId, or the Message-ID that the header of the message has',
			},
		],
		displayOptions: { show },
	};
}

const missing =
	'it has no ID of a message. Give the id of a message, such as 42.1700000000.INBOX, or its Message-ID';

const reference = z.preprocess(picked, text.pipe(z.string().trim().min(1, { error: missing })));

/**
 * The handle or Message-ID in the field above, or whatever an expression or a model gave there;
 * stored workflows may have a plain text.
 *
 * @param name of the parameter
 * @param label what the user calls it
 * @throws EnvelopeError INVALID_FIELD
 */
export function readReference(
	context: IExecuteFunctions,
	itemIndex: number,
	name = 'message',
	label = 'Message',
): string {
	const given = { [name]: context.getNodeParameter(name, itemIndex, '') };
	return checked(z.object({ [name]: reference }), given, { [name]: label })[name] ?? '';
}
