import { EnvelopeError } from '../errors';
import type { Connection } from './connection';

export interface Folder {
	/** Full path in Unicode, as it is used to open the folder. */
	path: string;
	/** RFC 6154, such as `\Drafts`; found by flag, or by its name in some forty languages. */
	specialUse?: string;
}

/** The folders that can hold messages, the inbox first. */
export async function listFolders(connection: Connection): Promise<Folder[]> {
	const folders = await connection.list();
	return folders
		.filter(({ flags }) => ![...flags].some((flag) => /^\\(noselect|nonexistent)$/i.test(flag)))
		.map(({ path, specialUse }) => ({ path, specialUse }))
		.sort((a, b) => rank(a) - rank(b) || a.path.localeCompare(b.path));
}

function rank({ path, specialUse }: Folder): number {
	if (path.toUpperCase() === 'INBOX') return 0;
	return specialUse === undefined ? 2 : 1;
}

/**
 * The folder with a special use.
 *
 * @param specialUse such as `\Drafts`
 * @throws EnvelopeError FOLDER_NOT_FOUND
 */
export async function specialFolder(connection: Connection, specialUse: string): Promise<string> {
	const folders = await listFolders(connection);
	const found = folders.find((folder) => folder.specialUse === specialUse);
	if (found) return found.path;
	throw new EnvelopeError(
		'FOLDER_NOT_FOUND',
		`The mailbox has no folder for ${specialUse.slice(1)}`,
		{ phase: 'folder', remedy: `Make a folder called ${specialUse.slice(1)} in the mailbox.` },
	);
}
