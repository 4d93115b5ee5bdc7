import { trustedServers } from '../account/trustedServers';
import type { Account } from '../account/settings';
import type { Handle } from '../message/handle';
import type { Message } from '../message/model';
import type { Connection } from './connection';
import { fetchMessages } from './fetch';
import type { Filter } from './filter/filter';
import { matching } from './filter/matching';
import { openFolderOf } from './find';
import { resolveFolder } from './folders';
import { withConnectionAgain } from './pool';
import { fetchRange } from './usable';

/** Messages that are asked about at a time, and those that are read, at most. */
const AT_A_TIME = 200;
const MAX_READ = 50;

/**
 * The newest message of a folder that fits; undefined where none does among the newest that do by
 * their outside.
 *
 * @param wants whether it fits by its content. Asked while no connection is held, as it may need one
 * @throws EnvelopeError FOLDER_NOT_FOUND, and where the server will not search
 */
export async function newestMatching(
	account: Account,
	folder: string,
	filter: Filter,
	wants: (message: Message) => Promise<boolean>,
): Promise<Message | undefined> {
	let read = 0;
	for (let end = Infinity; end > 0 && read < MAX_READ; end -= AT_A_TIME) {
		const page = await withConnectionAgain(account, 'fetch', (connection) =>
			pageOf(connection, folder, filter, end),
		);
		end = page.end;
		for (const handle of page.handles.slice(0, MAX_READ - read)) {
			read++;
			const message = await withConnectionAgain(account, 'fetch', (connection) =>
				messageAt(connection, account, handle),
			);
			if (message && (await wants(message))) return message;
		}
	}
	return undefined;
}

/**
 * Those that fit by their outside, the newest first.
 *
 * @param upTo sequence number of the newest one to ask about; no further than there are any
 */
async function pageOf(
	connection: Connection,
	name: string,
	filter: Filter,
	upTo: number,
): Promise<{ end: number; handles: Handle[] }> {
	const folder = await resolveFolder(connection, name);
	const { exists, uidValidity } = await connection.mailboxOpen(folder, { readOnly: true });
	const end = Math.min(exists, upTo);
	if (end === 0) return { end, handles: [] };
	const range = `${Math.max(1, end - AT_A_TIME + 1)}:${end}`;
	const listed = await fetchRange(connection, range, { uid: true });
	const uids = listed.map(({ uid }) => uid).sort((a, b) => a - b);
	const fitting = (await matching(connection, uids, filter)).reverse();
	const handles = fitting.map((uid) => ({ uid, uidValidity: String(uidValidity), folder }));
	return { end, handles };
}

async function messageAt(connection: Connection, account: Account, handle: Handle) {
	await openFolderOf(connection, handle);
	const options = { trustedServers: trustedServers(account), headers: true };
	const [message] = await fetchMessages(connection, [handle.uid], options);
	return message;
}
