import type { INodeExecutionData, ITriggerFunctions, ITriggerResponse } from 'n8n-workflow';
import { EnvelopeError } from '../../mail/errors';
import { downloadAttachment, fetchMessages } from '../../mail/imap/fetch';
import { openPiece } from '../../mail/imap/part';
import { withConnection } from '../../mail/imap/pool';
import { accountOf } from '../shared/account/account';
import { nodeError } from '../shared/nodeError';
import { messageItem } from './item/messageItem';
import { readSettings } from './settings';
import { startWatch } from './watchFolder';

/**
 * The test in the editor: the newest message of the folder at once, so that a person sees what
 * the data looks like; in an empty folder the first one that arrives.
 */
export async function showNewest(context: ITriggerFunctions): Promise<ITriggerResponse> {
	let close = () => {};
	const fail = (error: EnvelopeError) =>
		context.saveFailedExecution(nodeError(context.getNode(), error));
	const manualTriggerFunction = async () => {
		try {
			const item = await newestItem(context);
			// n8n puts its own emit in place after trigger() has returned: call it late.
			if (item) {
				context.emit([[item]]);
				return;
			}
			const reading = () => ({
				startFrom: 'all' as const,
				cursor: undefined,
				onCursor: () => {},
				emit: async (first: INodeExecutionData) => context.emit([[first]]),
			});
			const watch = startWatch(context, reading, fail);
			close = () => watch.close();
			await watch.opened();
		} catch (error) {
			throw nodeError(context.getNode(), error);
		}
	};
	return { manualTriggerFunction, closeFunction: async () => close() };
}

async function newestItem(context: ITriggerFunctions) {
	const { folders, output } = readSettings(context);
	const [folder = 'INBOX'] = folders;
	const account = await accountOf(context);
	return withConnection(account, 'fetch', async (connection) => {
		const mailbox = await connection.mailboxOpen(folder, { readOnly: true });
		if (mailbox.exists === 0) return undefined;
		const newest = await connection.fetchOne('*', { uid: true });
		const [message] = newest ? await fetchMessages(connection, [newest.uid]) : [];
		if (!message) {
			throw new EnvelopeError('MESSAGE_NOT_FOUND', 'The newest message was just deleted', {
				phase: 'fetch',
				transient: true,
			});
		}
		const uidValidity = String(mailbox.uidValidity);
		return messageItem(context, message, output, {
			attachment: (attachment, maxBytes) =>
				downloadAttachment(connection, message.uid, attachment, maxBytes),
			eml: () => openPiece(account, { handle: { uid: message.uid, uidValidity, folder } }),
		});
	});
}
