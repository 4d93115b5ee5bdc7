import type { IDataObject } from 'n8n-workflow';
import type { Account } from '../../../mail/account/settings';
import type { Envelope } from '../../../mail/imap/envelopes';
import { withConnectionAgain } from '../../../mail/imap/pool';
import { lookAt } from '../../../mail/mailbox/organize/lookAt';
import type { NodeItem } from '../../shared/items';
import type { Target } from './target';

/** Messages that the answer describes, and problems that it names. */
const MAX_SHOWN = 100;
const MAX_PROBLEMS = 10;

/**
 * What would be done: how many messages it is about, and which.
 *
 * @throws EnvelopeError
 */
export async function dryRunItem(account: Account, target: Target): Promise<NodeItem> {
	const handles = target.messages.flatMap(({ handle }) => handle ?? []);
	const nowhere = target.messages.flatMap(({ error }) => error ?? []);
	const looked = await withConnectionAgain(account, 'fetch', (connection) =>
		lookAt(connection, handles),
	);
	const problems = [...nowhere, ...looked.problems];
	const count = looked.there.length;
	const notes = [
		...problems.slice(0, MAX_PROBLEMS).map(({ message }) => message),
		...target.notes,
		...(count === 0 ? ['There is no such message, so nothing would be done.'] : []),
		...(count > MAX_SHOWN ? [`Only the first ${MAX_SHOWN} of them are shown.`] : []),
	];
	return {
		json: {
			success: true,
			dryRun: true,
			count,
			failing: problems.length,
			more: target.more,
			messages: looked.there.slice(0, MAX_SHOWN).map(shown),
			...(notes.length > 0 ? { notes } : {}),
		},
	};
}

function shown({ id, from, subject, date }: Envelope): IDataObject {
	return { id, from: from.map(({ name, address }) => ({ name, address })), subject, date };
}
