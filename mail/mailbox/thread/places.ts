import type { Connection } from '../../imap/connection';
import { openIfAllowed } from '../../imap/find';
import { type Folder, hasLabels, listFolders } from '../../imap/folders';
import type { OpenFolder } from './member';

/** A search or more in each: a round trip that is long on a large folder. */
const MAX_FOLDERS = 30;

/** Where messages of conversations are, in this order; then folders of the user's own. */
const likely = ['\\Inbox', '\\Sent', '\\Archive', '\\All', '\\Drafts'];

/** What holds copies of messages that are elsewhere, or that nobody wants. */
const left = ['\\Flagged', '\\Important', '\\Junk', '\\Trash'];

/** Folders that are searched for a conversation, and what is to be said of those that are not. */
export interface Places {
	folders: Folder[];
	notes: string[];
}

/**
 * @param start the folder of the message that was asked for, which is searched in any case
 */
export async function placesOf(connection: Connection, start: string | undefined): Promise<Places> {
	const all = await listFolders(connection);
	const everything = hasLabels(connection)
		? all.find(({ specialUse }) => specialUse === '\\All')
		: undefined;
	const wanted = all.filter(({ path, specialUse = '' }) => {
		if (path === start) return true;
		// All Mail has what is in the other folders, but for Junk and Trash.
		return everything ? path === everything.path : !left.includes(specialUse);
	});
	const rank = ({ path, specialUse = '' }: Folder) => {
		if (path === start) return -1;
		const at = likely.indexOf(path.toUpperCase() === 'INBOX' ? '\\Inbox' : specialUse);
		return at < 0 ? likely.length : at;
	};
	const folders = wanted.sort((a, b) => rank(a) - rank(b));
	const more = folders.length - MAX_FOLDERS;
	const notes = more > 0 ? [`${more} of the ${folders.length} folders were not searched.`] : [];
	return { folders: folders.slice(0, MAX_FOLDERS), notes };
}

/** @returns undefined for a folder that the server does not open */
export async function open(
	connection: Connection,
	{ path, specialUse }: Folder,
): Promise<OpenFolder | undefined> {
	const uidValidity = await openIfAllowed(connection, path);
	if (uidValidity === undefined) return undefined;
	return { path, uidValidity, isDrafts: specialUse === '\\Drafts' };
}
