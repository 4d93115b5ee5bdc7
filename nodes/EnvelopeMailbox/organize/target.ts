import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import type { Account } from '../../../mail/account/settings';
import type { Filter } from '../../../mail/imap/filter/filter';
import { withConnectionAgain } from '../../../mail/imap/pool';
import { type Located, located } from '../../../mail/mailbox/organize/located';
import { search } from '../../../mail/mailbox/search/search';
import { formatHandle } from '../../../mail/message/handle';
import { checked } from '../../shared/checked';
import { folderField } from '../../shared/folderPicker';
import { assertFilled } from '../../shared/filter/assertFilled';
import { readFilter } from '../../shared/filter/readFilter';
import { filtersField } from '../../shared/filter/searchFilters';
import { folderName } from '../../shared/folderName';
import { whole } from '../../shared/given';
import { isTool } from '../../shared/nodeOf';
import { MAX_MESSAGES, references } from './references';

/** The messages that something is done to. */
export interface Target {
	messages: Located[];
	/** One message was named, and not a list that happens to have one. */
	single: boolean;
	/** Whether there are more that match. */
	more: boolean;
	notes: string[];
}

/** Which messages: some that are named, or all that a search finds. */
export function targetFields(show: Record<string, string[]>): INodeProperties[] {
	const matching = { show: { ...show, applyTo: ['matching'] } };
	return [
		{
			displayName: 'Apply To',
			name: 'applyTo',
			type: 'options',
			options: [
				{
					name: 'Everything That Matches',
					value: 'matching',
					description: 'All messages of a folder that the filters let through, up to a limit',
				},
				{
					name: 'Messages',
					value: 'messages',
					description: 'One message or several, by their IDs',
				},
			],
			default: 'messages',
			description: 'Which messages this is done to',
			displayOptions: { show },
		},
		{
			displayName: 'Messages',
			name: 'messages',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. 42.1700000000.INBOX',
			description:
				'ID of the message as Envelope gave it, such as 42.1700000000.INBOX, or its Message-ID; of several, a list, or with commas or line breaks between them',
			displayOptions: { show: { ...show, applyTo: ['messages'] } },
		},
		{
			...folderField,
			description: 'The folder whose messages are meant',
			displayOptions: matching,
		},
		filtersField(matching, 'What the messages are; with no filter, all of the folder are meant'),
		{
			displayName: 'Limit',
			name: 'limit',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: MAX_MESSAGES },
			// The rules are for lists; this is about what is done, and to how many at once.
			// eslint-disable-next-line n8n-nodes-base/node-param-default-wrong-for-limit
			default: 100,
			// eslint-disable-next-line n8n-nodes-base/node-param-description-wrong-for-limit
			description: 'Max number of messages, the newest first, to do this to at once',
			displayOptions: matching,
		},
	];
}

const chosen = z.object({
	applyTo: z.preprocess(
		(value) => value || 'messages',
		z.enum(['messages', 'matching'], { error: 'must be Messages or Everything That Matches' }),
	),
});

const named = z.object({ messages: references });

const matching = z.object({ folder: folderName, limit: whole(1, MAX_MESSAGES, 100) });

const labels = {
	applyTo: 'Apply To',
	messages: 'Messages',
	folder: 'Folder',
	limit: 'Limit',
};

/**
 * The messages that the fields above mean.
 *
 * @throws EnvelopeError INVALID_FIELD, FOLDER_NOT_FOUND, and where the server will not search
 */
export async function readTarget(
	context: IExecuteFunctions,
	itemIndex: number,
	account: Account,
): Promise<Target> {
	const parameter = (name: string) => context.getNodeParameter(name, itemIndex, undefined);
	const { applyTo } = checked(chosen, { applyTo: parameter('applyTo') }, labels);
	if (applyTo === 'messages') {
		const { messages } = checked(named, { messages: parameter('messages') }, labels);
		return {
			messages: await located(account, messages),
			single: messages.length === 1,
			more: false,
			notes: [],
		};
	}
	const values = { folder: parameter('folder'), limit: parameter('limit') };
	const { folder, limit } = checked(matching, values, labels);
	const filters = parameter('filters');
	const filter = readFilter(filters, context.getTimezone());
	assertFilled(filters, isTool(context));
	return found(account, folder, filter, limit);
}

async function found(
	account: Account,
	folder: string,
	filter: Filter,
	limit: number,
): Promise<Target> {
	const { handles, nextPage, notes } = await withConnectionAgain(account, 'fetch', (connection) =>
		search(connection, { folders: [folder], filter, limit }),
	);
	return {
		messages: handles.map((handle) => ({ reference: formatHandle(handle), handle })),
		single: false,
		more: nextPage !== undefined,
		notes,
	};
}
