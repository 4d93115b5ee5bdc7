import type { Account } from '../../account/settings';
import { EnvelopeError } from '../../errors';
import { hasLabels, listFolders } from '../../imap/folders';
import { withConnectionAgain } from '../../imap/pool';
import type { Handle } from '../../message/handle';
import { mark } from './mark';
import { inEachFolder, type Outcome } from './outcome';
import { transfer } from './transfer';

/**
 * Moves messages to the archive. At Gmail that is to take them out of the inbox: what is in the inbox,
 * the trash or the spam moves to where all mail is; what was found under another label stays there.
 *
 * @throws EnvelopeError FOLDER_NOT_FOUND where the mailbox has no archive
 */
export async function archive(account: Account, handles: Handle[]): Promise<Outcome[]> {
	const leaving = await leavingAtGmail(account);
	if (!leaving) return transfer(account, handles, '\\Archive', 'move').catch(noArchive);
	return inEachFolder(handles, (group) => {
		const [first] = group;
		if (first && leaving.has(first.folder)) return transfer(account, group, '\\All', 'move');
		return mark(account, group, { add: [], remove: ['\\Inbox'], kind: 'labels' });
	});
}

/** The folders of Gmail that a message leaves when it is archived; undefined elsewhere. */
async function leavingAtGmail(account: Account): Promise<Set<string> | undefined> {
	return withConnectionAgain(account, 'folder', async (connection) => {
		if (!hasLabels(connection)) return undefined;
		const uses = ['\\Inbox', '\\Trash', '\\Junk'];
		const folders = await listFolders(connection);
		return new Set(
			folders.filter(({ specialUse = '' }) => uses.includes(specialUse)).map(({ path }) => path),
		);
	});
}

function noArchive(error: unknown): never {
	if (!(error instanceof EnvelopeError) || error.code !== 'FOLDER_NOT_FOUND') throw error;
	throw new EnvelopeError('FOLDER_NOT_FOUND', error.what, {
		phase: 'folder',
		remedy:
			'Create a folder called Archive (Envelope Mailbox: Folder, Create), or move the messages to another folder (Message, Move).',
	});
}
