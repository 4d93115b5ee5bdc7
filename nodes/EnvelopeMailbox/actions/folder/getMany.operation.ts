import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { type FolderEntry, folderEntries } from '../../../../mail/imap/folderEntries';
import { withConnectionAgain } from '../../../../mail/imap/pool';
import { accountOf } from '../../../shared/account/account';
import { checked, labelsOf } from '../../../shared/checked';
import { flag } from '../../../shared/given';
import type { NodeItem } from '../../../shared/items';
import { listed } from '../../../shared/listing';
import { optionsField } from '../../../shared/message/messageFields';
import type { Operation } from '../../../shared/operations';

const options: INodeProperties[] = [
	{
		displayName: 'Count Messages',
		name: 'counts',
		type: 'boolean',
		default: true,
		description:
			'Whether to count messages and unread ones in each folder, and its size where the server tells it',
	},
	{
		displayName: 'Return as Page',
		name: 'asPage',
		type: 'boolean',
		default: true,
		description:
			'Whether to return one item with the list folders, their count and notes, instead of an item for each folder. AI agents always get it so.',
	},
	{
		displayName: 'Subscribed Only',
		name: 'subscribedOnly',
		type: 'boolean',
		default: true,
		description: 'Whether to leave out folders that mail programs do not show',
	},
];

const settings = z.object({
	asPage: flag(false),
	counts: flag(false),
	subscribedOnly: flag(false),
});

export const getMany: Operation = {
	option: {
		name: 'Get Many',
		value: 'getMany',
		description: 'List the folders of the mailbox, with what each is for',
		action: 'Get many folders',
	},
	fields: [optionsField({ resource: ['folder'], operation: ['getMany'] }, options)],
	run,
};

/** @throws EnvelopeError */
async function run(context: IExecuteFunctions, itemIndex: number): Promise<NodeItem | NodeItem[]> {
	const given = context.getNodeParameter('options', itemIndex, {}) ?? {};
	const { asPage, counts, subscribedOnly } = checked(settings, given, labelsOf(options));
	const account = await accountOf(context, itemIndex);
	const all = await withConnectionAgain(account, 'folder', (connection) =>
		folderEntries(connection, { counts }),
	);
	const folders = all.filter(({ subscribed }) => subscribed || !subscribedOnly);
	const uncounted = folders.filter((each) => each.selectable && !each.counts).length;
	return listed(
		context,
		{
			name: 'folders',
			entries: folders.map((folder) => ({ json: shown(folder, counts) })),
			facts: {},
			notes:
				counts && uncounted > 0
					? [
							`The messages of ${uncounted} folders were not counted: use Get Status for one of them.`,
						]
					: [],
			empty: 'The mailbox has no such folder.',
		},
		{ asPage },
	);
}

function shown({ counts, specialUse, ...folder }: FolderEntry, counted: boolean) {
	const { messages = null, unseen = null, size = null } = counts ?? {};
	return {
		...folder,
		specialUse: specialUse ?? null,
		...(counted ? { messages, unseen, size } : {}),
	};
}
