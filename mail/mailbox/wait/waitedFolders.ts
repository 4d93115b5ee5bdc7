import { EnvelopeError } from '../../errors';
import type { SharedFolder, SharedFolderOptions } from '../../imap/watch/sharedFolder';
import { shareFolder } from '../../imap/watch/sharedFolders';

/** Each may take one of the connections that are there for triggers. */
const MAX_FOLDERS = 3;

/** How many wait, by folder and account. */
const waiting = new Map<string, Map<string, number>>();

/**
 * The connection to a folder that all share who wait in it or watch it.
 *
 * @returns the folder, and what gives it back
 * @throws EnvelopeError CONNECTION_LIMIT where the account is waited on or watched in too many others
 */
export function shareWaitedFolder(
	accountKey: string,
	options: SharedFolderOptions,
): {
	folder: SharedFolder;
	release: () => void;
} {
	const { folder: name } = options;
	const folders = waiting.get(accountKey) ?? new Map<string, number>();
	const here = folders.get(name) ?? 0;
	if (here === 0 && folders.size >= MAX_FOLDERS) throw tooMany();
	const { folder, release } = shareFolder(accountKey, options);
	folders.set(name, here + 1);
	waiting.set(accountKey, folders);
	return {
		folder,
		release: () => {
			release();
			const left = (folders.get(name) ?? 1) - 1;
			if (left > 0) folders.set(name, left);
			else folders.delete(name);
			if (folders.size === 0) waiting.delete(accountKey);
		},
	};
}

function tooMany(): EnvelopeError {
	const what = `${MAX_FOLDERS} other folders of the mailbox are waited on already, with a connection each`;
	return new EnvelopeError('CONNECTION_LIMIT', what, {
		phase: 'connect',
		remedy: 'Wait in one of these, which takes no further connection, or when one wait has ended.',
	});
}
