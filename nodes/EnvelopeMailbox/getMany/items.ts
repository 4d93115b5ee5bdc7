import type { IExecuteFunctions } from 'n8n-workflow';
import { trustedServers } from '../../../mail/account/trustedServers';
import type { Account } from '../../../mail/account/settings';
import type { Connection } from '../../../mail/imap/connection';
import { envelopes } from '../../../mail/mailbox/envelopes';
import { messages } from '../../../mail/mailbox/messages';
import type { Handle } from '../../../mail/message/handle';
import type { NodeItem } from '../../shared/items';
import { messageItem } from '../../shared/reading/messageItem';
import { openPieces } from '../../shared/reading/openPieces';
import type { GetManySettings } from './settings';

/**
 * Reads messages in the form that is wanted.
 *
 * @returns what makes their items, which may need the connection for attachments: to be called once
 * it is given back
 */
export async function readItems(
	context: IExecuteFunctions,
	account: Account,
	{ output, references }: GetManySettings,
	connection: Connection,
	handles: Handle[],
): Promise<() => Promise<NodeItem[]>> {
	if (!output) {
		const found = await envelopes(connection, handles, { references });
		return async () => found.map((envelope) => ({ json: { ...envelope } }));
	}
	const headers = output.form === 'full';
	const options = { trustedServers: trustedServers(account), headers };
	const found = await messages(connection, handles, options);
	return async () => {
		const items: NodeItem[] = [];
		for (const message of found) {
			const open = openPieces(account, message);
			items.push(await messageItem(context, message, output, open, { lastAttempt: true }));
		}
		return items;
	};
}
