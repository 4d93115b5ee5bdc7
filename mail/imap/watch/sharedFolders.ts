import { EnvelopeError } from '../../errors';
import { SharedFolder, type SharedFolderOptions } from './sharedFolder';

/**
 * With the three of the pool these are the ten that Dovecot allows a user and address by default;
 * Gmail allows 15.
 */
const MAX_FOLDERS = 7;

interface Entry {
	folder: SharedFolder;
	accountKey: string;
	users: number;
}

const entries = new Map<string, Entry>();

/**
 * The connection to a folder of an account that all workflows share.
 *
 * @param accountKey of the account that all members have
 * @returns the folder, and what gives it back
 * @throws EnvelopeError CONNECTION_LIMIT where the account is watched in too many folders already
 */
export function shareFolder(
	accountKey: string,
	options: SharedFolderOptions,
): {
	folder: SharedFolder;
	release: () => void;
} {
	const key = `${accountKey} ${options.folder}`;
	const entry = entries.get(key) ?? { folder: new SharedFolder(options), accountKey, users: 0 };
	if (entry.users === 0) checkRoom(accountKey);
	entries.set(key, entry);
	entry.users++;
	const release = () => {
		if (--entry.users === 0) entries.delete(key);
	};
	return { folder: entry.folder, release };
}

function checkRoom(accountKey: string): void {
	const watched = [...entries.values()].filter((entry) => entry.accountKey === accountKey);
	if (watched.length < MAX_FOLDERS) return;
	throw new EnvelopeError(
		'CONNECTION_LIMIT',
		`The mailbox is watched in ${MAX_FOLDERS} folders already, with a connection each`,
		{
			phase: 'connect',
			transient: false,
			remedy:
				'Watch fewer folders, or one that holds all mail; workflows that watch the same folder share a connection.',
		},
	);
}
