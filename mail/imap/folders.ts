import { EnvelopeError } from '../errors';
import type { Connection } from './connection';
import { folderEntries } from './folderEntries';
import { MAX_PATH_LENGTH, personalPath } from './folderPath';
import { assertUsable } from './usable';

export interface Folder {
	/** Full path in Unicode, as it is used to open the folder. */
	path: string;
	/**
	 * RFC 6154 and RFC 8457, such as `\Drafts`; found by flag, or by its name in some forty languages.
	 * The inbox is `\Inbox`.
	 */
	specialUse?: string;
}

/** The special uses that a folder can be named by, the same on every provider. */
export const specialUses = [
	'\\Inbox',
	'\\Sent',
	'\\Archive',
	'\\All',
	'\\Drafts',
	'\\Junk',
	'\\Trash',
	'\\Flagged',
	'\\Important',
];

/** Folders that an error names, of those that there are. */
const MAX_NAMED = 10;

/** The folders that can hold messages, the inbox first. */
export async function listFolders(connection: Connection): Promise<Folder[]> {
	const folders = await folderEntries(connection);
	return folders
		.filter(({ selectable }) => selectable)
		.map(({ path, specialUse }) => ({ path, specialUse }))
		.sort((a, b) => rank(a) - rank(b) || a.path.localeCompare(b.path));
}

function rank({ path, specialUse }: Folder): number {
	if (path.toUpperCase() === 'INBOX') return 0;
	return specialUse === undefined ? 2 : 1;
}

/** Whether folders are labels here: a message stands in one folder for each that it has. */
export function hasLabels(connection: Connection): boolean {
	return connection.capabilities.has('X-GM-EXT-1');
}

/**
 * The path of the folder that a person means.
 *
 * @param name a path; or a special use such as `\Archive`, in any case, whatever the mailbox calls it
 * @throws EnvelopeError FOLDER_NOT_FOUND
 */
export async function resolveFolder(connection: Connection, name: string): Promise<string> {
	const use = specialUses.find((one) => one.toLowerCase() === name.trim().toLowerCase());
	if (use !== undefined) return specialFolder(connection, use);
	const path = (await existing(connection, name)) ?? (await existingOwn(connection, name));
	if (path !== undefined) return path;
	const folders = await listFolders(connection);
	// One that is listed may be out of order now, which is for the server to say when it is opened.
	if (folders.some((folder) => folder.path === name)) return name;
	const named = folders.slice(0, MAX_NAMED).map((folder) => `"${folder.path}"`);
	const more = folders.length > MAX_NAMED ? ` and ${folders.length - MAX_NAMED} more` : '';
	throw new EnvelopeError('FOLDER_NOT_FOUND', `The mailbox has no folder "${name.slice(0, 200)}"`, {
		phase: 'folder',
		remedy: `Pick one of its folders: ${named.join(', ')}${more}; or name one by its use, such as \\Archive.`,
	});
}

/** The same for a name with `/` where the server has another separator, or without its prefix. */
async function existingOwn(connection: Connection, name: string): Promise<string | undefined> {
	try {
		const path = personalPath(connection, name);
		return path === name ? undefined : await existing(connection, path);
	} catch (error) {
		if (error instanceof EnvelopeError && error.code === 'INVALID_FIELD') return undefined;
		throw error;
	}
}

/**
 * @returns the full path; undefined where there is no such folder. The server is asked for this one,
 * as it may have more than it lists, such as those of other users
 */
async function existing(connection: Connection, name: string): Promise<string | undefined> {
	// A control character cannot be written into a command, nor be in a name (RFC 9051 §5.1).
	if (name === '' || name.length > MAX_PATH_LENGTH || /\p{Cc}/u.test(name)) return undefined;
	// imapflow answers `false` to most failures, and throws for a folder that is not there.
	const status = await connection.status(name, { uidNext: true }).catch((error: unknown) => {
		if (connection.usable) return false as const;
		throw error;
	});
	if (status) return status.path;
	assertUsable(connection, 'folder');
	return undefined;
}

/**
 * The folder with a special use. Gmail archives by taking the other labels away: there, the archive
 * is where everything is.
 *
 * @param specialUse such as `\Drafts`
 * @throws EnvelopeError FOLDER_NOT_FOUND
 */
export async function specialFolder(connection: Connection, specialUse: string): Promise<string> {
	const folders = await listFolders(connection);
	const instead = specialUse === '\\Archive' && hasLabels(connection) ? '\\All' : undefined;
	for (const use of [specialUse, instead]) {
		const found = folders.find((folder) => use !== undefined && folder.specialUse === use);
		if (found) return found.path;
	}
	const name = specialUse.slice(1);
	const remedy = hasLabels(connection)
		? `Let IMAP show it in Gmail's settings, under Labels, or pick another folder.`
		: `Make a folder called ${name} in the mailbox, or pick another one.`;
	throw new EnvelopeError('FOLDER_NOT_FOUND', `The mailbox has no folder for ${name}`, {
		phase: 'folder',
		remedy,
	});
}
