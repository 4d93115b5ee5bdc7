import type { ListResponse, StatusQuery } from 'imapflow';
import type { Connection } from './connection';
import { isOfOthers } from './folderPath';
import { assertUsable } from './usable';

/** A folder as the server lists it. */
export interface FolderEntry {
	/** Full path in Unicode, with the server's separator. */
	path: string;
	/** The last part of it. */
	name: string;
	/** The path of the folder above; empty at the top. */
	parent: string;
	/** The separator; empty where the server has folders in one level alone. */
	delimiter: string;
	/** Such as `\Drafts`; the inbox is `\Inbox`. */
	specialUse?: string;
	subscribed: boolean;
	/** Whether it can hold messages; some are only there for the folders below. */
	selectable: boolean;
	counts?: FolderCounts;
}

export interface FolderCounts {
	messages?: number;
	unseen?: number;
	/** Bytes; where the server tells it (RFC 8438). */
	size?: number;
}

/** Asked one by one, by servers that cannot count as they list (RFC 5819). */
const MAX_COUNTED = 200;

const counted: StatusQuery = { messages: true, unseen: true, size: true };

/** All folders, by path. */
export async function folderEntries(
	connection: Connection,
	{ counts = false } = {},
): Promise<FolderEntry[]> {
	const atOnce = counts && connection.capabilities.has('LIST-STATUS');
	const listed = await connection.list(atOnce ? { statusQuery: counted } : {});
	const entries = listed
		.map((folder) => entryOf(connection, folder))
		.sort((a, b) => a.path.localeCompare(b.path));
	if (!counts || atOnce) return entries;
	for (const entry of entries.filter(({ selectable }) => selectable).slice(0, MAX_COUNTED)) {
		const status = await connection.status(entry.path, counted).catch(() => false as const);
		assertUsable(connection, 'folder');
		if (status) entry.counts = countsOf(status);
	}
	return entries;
}

function entryOf(connection: Connection, folder: ListResponse): FolderEntry {
	const flags = new Set([...folder.flags].map((flag) => flag.toLowerCase()));
	const isImportant = flags.has('\\important') ? '\\Important' : undefined;
	return {
		path: folder.path,
		name: folder.name,
		parent: folder.parentPath,
		delimiter: folder.delimiter ?? '',
		// A folder of somebody else may well be called Trash.
		specialUse: isOfOthers(connection, folder.path)
			? undefined
			: (folder.specialUse ?? isImportant),
		// Absent where the server has not said it of this one, whatever imapflow's types say.
		subscribed: 'subscribed' in folder && folder.subscribed,
		selectable: !flags.has('\\noselect') && !flags.has('\\nonexistent'),
		counts: folder.status && countsOf(folder.status),
	};
}

function countsOf({ messages, unseen, size }: FolderCounts): FolderCounts {
	return { messages, unseen, size };
}
