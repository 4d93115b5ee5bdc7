import { asWords } from '../../errors';
import type { Connection } from '../../imap/connection';
import { type Folder, hasLabels, listFolders, resolveFolder } from '../../imap/folders';

/** Stands for every folder that mail is kept in. */
export const ALL_FOLDERS = '*';

/** Searching is two round trips or more for each folder; nobody has this many by hand. */
const MAX_FOLDERS = 200;

/** Where mail is thrown away or not written yet. */
const notKept = ['\\Junk', '\\Trash', '\\Drafts'];

/** What shows messages of other folders once more (RFC 6154 §2, RFC 8457 §3). */
const views = ['\\All', '\\Flagged', '\\Important'];

/**
 * The paths of the folders that are meant, each once.
 *
 * @param names paths or special uses; `*` stands for every folder but Junk, Trash and Drafts, and at
 * Gmail for All Mail, where everything is
 * @returns with notes that say what was left out
 * @throws EnvelopeError FOLDER_NOT_FOUND
 */
export async function foldersToSearch(
	connection: Connection,
	names: string[],
): Promise<{ folders: string[]; notes: string[] }> {
	const paths: string[] = [];
	for (const name of names) {
		if (name === ALL_FOLDERS) paths.push(...(await allFolders(connection)));
		else paths.push(await resolveFolder(connection, name));
	}
	const folders = [...new Set(paths.map((path) => (/^inbox$/i.test(path) ? 'INBOX' : path)))];
	const left = folders.slice(MAX_FOLDERS);
	if (left.length === 0) return { folders, notes: [] };
	const first = left.slice(0, 3).map((path) => `"${asWords(path)}"`);
	const note = `There are ${folders.length} folders, of which ${MAX_FOLDERS} were searched; not searched were ${first.join(', ')} and the like.`;
	return { folders: folders.slice(0, MAX_FOLDERS), notes: [note] };
}

async function allFolders(connection: Connection): Promise<string[]> {
	const folders = await listFolders(connection);
	const everything = folders.find(({ specialUse }) => specialUse === '\\All');
	if (everything && hasLabels(connection)) return [everything.path];
	const isSearched = ({ specialUse = '' }: Folder) => ![...notKept, ...views].includes(specialUse);
	return folders.filter(isSearched).map(({ path }) => path);
}
