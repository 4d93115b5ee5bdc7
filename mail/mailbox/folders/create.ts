import type { Account } from '../../account/settings';
import type { Connection } from '../../imap/connection';
import { folderEntries } from '../../imap/folderEntries';
import { personalNamespace, personalPath } from '../../imap/folderPath';
import { withConnectionAgain } from '../../imap/pool';
import { unlessRefused } from '../../imap/refusal';
import { assertUsable } from '../../imap/usable';

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
 * Makes a folder, and those above it that are not there, and subscribes to them. Where the connection is
 * lost, what was not there before counts as made.
 *
 * @param name such as `Orders/2026`, whatever the server's separator and prefix are
 * @throws EnvelopeError INVALID_FIELD, and what the server refuses with
 */
export async function createFolder(account: Account, name: string): Promise<Created> {
	const made = new Set<string>();
	return withConnectionAgain(account, 'folder', async (connection) => {
		const path = personalPath(connection, name);
		const parents = above(connection, path);
		const entries = await folderEntries(connection);
		// What was made when the connection was lost.
		for (const entry of entries.filter((one) => made.has(one.path) && !one.subscribed)) {
			await connection.mailboxSubscribe(entry.path);
		}
		const known = new Set(entries.map((entry) => entry.path));
		const there = entries.find((entry) => entry.path === path);
		if (!there?.selectable && !/^inbox$/i.test(path)) {
			// Servers make those above it, too, but some as folders that cannot hold messages.
			const missing = parents.filter((parent) => !known.has(parent));
			for (const each of [...missing, path]) await make(connection, each, made);
		}
		return { path, created: made.has(path), parents: parents.filter((one) => made.has(one)) };
	});
}

/**
 * Makes a folder and subscribes to it.
 *
 * @param made those that the server was told to make, as it had them not
 */
async function make(connection: Connection, path: string, made: Set<string>): Promise<void> {
	made.add(path);
	const { created } = await unlessRefused(connection, () => connection.mailboxCreate(path));
	if (!created) made.delete(path);
	assertUsable(connection, 'folder');
}

/** The folders above a path, the highest first. */
function above(connection: Connection, path: string): string[] {
	const { prefix, delimiter } = personalNamespace(connection);
	if (!delimiter) return [];
	const start = path.startsWith(prefix) ? prefix : '';
	const parts = path.slice(start.length).split(delimiter);
	return parts.slice(1).map((_part, at) => start + parts.slice(0, at + 1).join(delimiter));
}
