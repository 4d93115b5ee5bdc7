import type { Account } from '../../account/settings';
import { hasLabels, specialFolder } from '../../imap/folders';
import { withConnectionAgain } from '../../imap/pool';
import type { Handle } from '../../message/handle';
import { mark } from './mark';
import { type Outcome, thenWith } from './outcome';
import { transfer } from './transfer';

/**
 * Reports messages as spam: they move to the folder for junk, from which providers learn, with the keyword
 * $Junk (IANA's registry of IMAP keywords) where the server keeps keywords.
 *
 * @throws EnvelopeError FOLDER_NOT_FOUND where the mailbox has none
 */
export async function reportSpam(account: Account, handles: Handle[]): Promise<Outcome[]> {
	const labels = await withConnectionAgain(account, 'folder', async (connection) => {
		// Before anything is marked: there may be no folder to move them to.
		await specialFolder(connection, '\\Junk');
		return hasLabels(connection);
	});
	const move = (group: Handle[]) => transfer(account, group, '\\Junk', 'move');
	if (labels) return move(handles);
	const marked = await mark(account, handles, {
		add: ['$Junk'],
		remove: ['$NotJunk', 'NonJunk'],
		kind: 'flags',
	});
	return thenWith(marked.map(withoutFlags), move);
}

/** Whether the keyword stays is between the server and its filter; a right that is missing, too. */
function withoutFlags({ handle, error }: Outcome): Outcome {
	return error?.code === 'SERVER_REJECTED' || !error ? { handle } : { handle, error };
}
