import { EnvelopeError } from '../../errors';
import type { Connection } from '../../imap/connection';
import { type FolderEntry, folderEntries } from '../../imap/folderEntries';
import { personalPath } from '../../imap/folderPath';
import { resolveFolder } from '../../imap/folders';

/** A folder, and those below it. */
export interface Found {
	folder: FolderEntry;
	/** The deepest first, as they have to go before those above them. */
	below: FolderEntry[];
	/** All that there are. */
	all: FolderEntry[];
}

/**
 * The folder that a person means, also one that only holds others.
 *
 * @param name a path, or a special use such as `\Archive`
 * @throws EnvelopeError FOLDER_NOT_FOUND
 */
export async function findFolder(connection: Connection, name: string): Promise<Found> {
	const entries = await folderEntries(connection);
	const byPath = (path: string) => entries.find((entry) => entry.path === path);
	const folder =
		byPath(name) ??
		byPath(ownPath(connection, name)) ??
		byPath(await resolveFolder(connection, name)) ??
		notListed(name);
	return { folder, below: belowOf(folder, entries), all: entries };
}

/** The folders below a folder, the deepest first. */
function belowOf({ path, delimiter }: FolderEntry, entries: FolderEntry[]): FolderEntry[] {
	if (delimiter === '') return [];
	return entries
		.filter((entry) => entry.path.startsWith(path + delimiter))
		.sort((a, b) => b.path.split(delimiter).length - a.path.split(delimiter).length);
}

function ownPath(connection: Connection, name: string): string {
	try {
		return personalPath(connection, name);
	} catch {
		return name;
	}
}

function notListed(name: string): never {
	const what = `The server has the folder "${name}" and does not list it`;
	const remedy = 'It belongs to somebody else, or is hidden: change it where it belongs.';
	throw new EnvelopeError('SERVER_REJECTED', what, { phase: 'folder', remedy });
}

/**
 * For what must not happen to the inbox, nor to a folder that every mail program needs.
 *
 * @param done such as `deleted`
 * @throws EnvelopeError INVALID_FIELD
 */
export function assertOrdinary({ path, specialUse }: FolderEntry, done: string): void {
	if (specialUse === undefined) return;
	const what = `"${path}" is the mailbox's folder for ${specialUse.slice(1)}, and cannot be ${done}`;
	throw new EnvelopeError('INVALID_FIELD', what, {
		phase: 'folder',
		remedy: 'Choose a folder of your own; messages can be moved out of this one.',
	});
}
