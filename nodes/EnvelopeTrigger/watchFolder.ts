import type { INodeExecutionData, ITriggerFunctions, ITriggerResponse } from 'n8n-workflow';
import type { Account } from '../../mail/account/settings';
import { type EnvelopeError, toEnvelopeError } from '../../mail/errors';
import type { Cursor } from '../../mail/imap/cursor';
import { openPiece } from '../../mail/imap/part';
import { Watch } from '../../mail/imap/watch';
import type { Message } from '../../mail/message/model';
import { accountOf } from '../shared/account/account';
import { nodeError } from '../shared/nodeError';
import { emitOnce } from './emitOnce';
import { takeOver } from './instances';
import { messageItem } from './item/messageItem';
import { savedCursor } from './savedCursor';
import { readSettings } from './settings';

interface Reading {
	/** Instead of what the field says. */
	startFrom?: 'all';
	cursor: Cursor | undefined;
	onCursor: (cursor: Cursor) => void;
	/** Resolves when the execution that the item started has ended. */
	emit: (item: INodeExecutionData, message: Message) => Promise<void>;
}

/**
 * A watch on the node's folder.
 *
 * @param reading what to do in the mailbox of an account
 * @param onTrouble told of what does not pass by itself
 */
export function startWatch(
	context: ITriggerFunctions,
	reading: (account: Account) => Reading,
	onTrouble: (error: EnvelopeError) => void,
): Watch {
	const { folders, startFrom, maxInFlight, output } = readSettings(context);
	const [folder = 'INBOX'] = folders;
	return new Watch({
		account: () => accountOf(context),
		session: (account) => {
			const { emit, ...position } = reading(account);
			return {
				folder,
				startFrom,
				maxInFlight,
				...position,
				handle: async (message, download) => {
					const handle = { uid: message.uid, uidValidity: message.id.split('.')[1] ?? '', folder };
					const eml = () => openPiece(account, { handle });
					const item = await messageItem(context, message, output, { attachment: download, eml });
					return { done: emit(item, message) };
				},
			};
		},
		onTrouble,
		log: (text) => context.logger.warn(`Envelope Trigger: ${text}`),
	});
}

/**
 * The active workflow. When a person activates it, a wrong password or folder is said at once; at
 * every other start the connection is made in the background, for as long as it takes, because
 * n8n gives up a trigger that fails five times while it boots.
 */
export async function watchFolder(context: ITriggerFunctions): Promise<ITriggerResponse> {
	const closing = new AbortController();
	let activating = context.getActivationMode() === 'activate';
	const reading = (account: Account) => ({
		...savedCursor(context, account),
		emit: (item: INodeExecutionData, message: Message) =>
			emitOnce(context, account, item, message, closing.signal),
	});
	const watch = startWatch(context, reading, (error) => {
		// Never emitError: n8n would give the trigger up after 15 seconds and still call it active.
		if (!activating) context.saveFailedExecution(nodeError(context.getNode(), error));
	});
	const release = takeOver(context, () => {
		closing.abort();
		watch.close();
	});
	if (activating) {
		try {
			await watch.opened();
		} catch (error) {
			release();
			throw nodeError(context.getNode(), toEnvelopeError(error, 'connect'));
		}
		activating = false;
	}
	return { closeFunction: async () => release() };
}
