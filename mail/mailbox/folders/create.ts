import type { Connection } from '../../imap/connection';
import { folderEntries } from '../../imap/folderEntries';
import { personalNamespace, personalPath } from '../../imap/folderPath';

/** What became of a folder that was to be made. */
export interface Created {
	/** As the server calls it. */
	path: string;
	/** False: it was there. */
	created: boolean;
	/** Those above it that were made, too. */
	parents: string[];
}

/**
 * Makes a folder, and those above it that are not there, and subscribes to them.
 *
 * @param name such as `Orders/2026`, whatever the server's separator and prefix are
 * @throws EnvelopeError INVALID_FIELD, and what the server refuses with
 */
export async function createFolder(connection: Connection, name: string): Promise<Created> {
	const path = personalPath(connection, name);
	const entries = await folderEntries(connection);
	const known = new Set(entries.map((entry) => entry.path));
	const there = entries.find((entry) => entry.path === path);
	if (there?.selectable || /^inbox$/i.test(path)) return { path, created: false, parents: [] };
	const parents: string[] = [];
	for (const parent of above(connection, path).filter((one) => !known.has(one))) {
		// Servers make them, too, but some as folders that cannot hold messages.
		if ((await connection.mailboxCreate(parent)).created) parents.push(parent);
	}
	const { created } = await connection.mailboxCreate(path);
	return { path, created, parents };
}

/** The folders above a path, the highest first. */
function above(connection: Connection, path: string): string[] {
	const { prefix, delimiter } = personalNamespace(connection);
	if (!delimiter) return [];
	const start = path.startsWith(prefix) ? prefix : '';
	const parts = path.slice(start.length).split(delimiter);
	return parts.slice(1).map((_part, at) => start + parts.slice(0, at + 1).join(delimiter));
}
