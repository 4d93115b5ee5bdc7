import type { IExecuteFunctions } from 'n8n-workflow';
import { asWords } from '../../../../mail/errors';
import { isEmpty } from '../../../../mail/imap/filter/filter';
import { withConnectionAgain } from '../../../../mail/imap/pool';
import { ALL_FOLDERS } from '../../../../mail/mailbox/search/folders';
import { search, type SearchQuery } from '../../../../mail/mailbox/search/search';
import type { Handle } from '../../../../mail/message/handle';
import { accountOf } from '../../../shared/account/account';
import type { NodeItem } from '../../../shared/items';
import { listed } from '../../../shared/listing';
import type { Operation } from '../../../shared/operations';
import { fields } from '../../getMany/fields';
import { readItems } from '../../getMany/items';
import { readSettings } from '../../getMany/settings';

export const getMany: Operation = {
	option: {
		name: 'Get Many',
		value: 'getMany',
		description:
			'Search messages in one folder or in all, the newest first, by sender, subject, text, date and more',
		action: 'Search messages',
	},
	fields,
	run,
};

/** Messages that are read, and kept, before they become items: with a text, and without. */
const MESSAGES_AT_A_TIME = 100;
const ENVELOPES_AT_A_TIME = 1_000;

/** Searches. @throws EnvelopeError */
async function run(context: IExecuteFunctions, itemIndex: number): Promise<NodeItem | NodeItem[]> {
	const account = await accountOf(context, itemIndex);
	const settings = readSettings(context, itemIndex);
	const { query, asPage } = settings;
	const atATime = settings.output ? MESSAGES_AT_A_TIME : ENVELOPES_AT_A_TIME;
	const { found, makeFirst } = await withConnectionAgain(account, 'fetch', async (connection) => {
		const found = await search(connection, query);
		const first = found.handles.slice(0, atATime);
		return { found, makeFirst: await readItems(context, account, settings, connection, first) };
	});
	const entries = await makeFirst();
	for (const handles of restOf(found.handles, atATime)) {
		const make = await withConnectionAgain(account, 'fetch', (connection) =>
			readItems(context, account, settings, connection, handles),
		);
		entries.push(...(await make()));
	}
	const { nextPage } = found;
	const isCut = entries.some(({ json }) => [json.truncated].flat().includes('text'));
	return listed(
		context,
		{
			name: 'messages',
			entries,
			facts: nextPage === undefined ? {} : { nextPage },
			notes: [
				...found.notes,
				...(nextPage === undefined ? [] : settings.notes),
				...(isCut ? ['Some texts are cut: get a message by its id to read all of it.'] : []),
			],
			empty: nothingIn(query),
		},
		{ asPage },
	);
}

/** All but the first group. */
function* restOf(handles: Handle[], size: number): Generator<Handle[]> {
	for (let start = size; start < handles.length; start += size) {
		yield handles.slice(start, start + size);
	}
}

function nothingIn({ folders, filter, page }: SearchQuery): string {
	if (page !== undefined) return 'There are no more messages on this page.';
	const places = folders.map((folder) => (folder === ALL_FOLDERS ? 'all folders' : `"${folder}"`));
	const where = asWords(places.join(', '));
	return isEmpty(filter)
		? `There is no message in ${where}.`
		: `No message in ${where} fits the filters.`;
}
