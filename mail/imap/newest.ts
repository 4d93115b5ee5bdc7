import { trustedServers } from '../account/trustedServers';
import type { Account } from '../account/settings';
import type { Message } from '../message/model';
import type { Connection } from './connection';
import { fetchMessages } from './fetch';
import type { Filter } from './filter/filter';
import { matching } from './filter/matching';
import { resolveFolder } from './folders';
import { assertUsable } from './usable';

/** Messages that are asked about at a time, and those that are read, at most. */
const AT_A_TIME = 200;
const MAX_READ = 50;

/**
 * The newest message of a folder that fits; undefined where none does among the newest that do by
 * their outside.
 *
 * @param wants whether it fits by its content
 * @throws EnvelopeError FOLDER_NOT_FOUND, and where the server will not search
 */
export async function newestMatching(
	connection: Connection,
	account: Account,
	folder: string,
	filter: Filter,
	wants: (message: Message) => Promise<boolean>,
): Promise<Message | undefined> {
	const path = await resolveFolder(connection, folder);
	const { exists } = await connection.mailboxOpen(path, { readOnly: true });
	let read = 0;
	for (let end = exists; end > 0 && read < MAX_READ; end -= AT_A_TIME) {
		const range = `${Math.max(1, end - AT_A_TIME + 1)}:${end}`;
		const listed = await connection.fetchAll(range, { uid: true });
		assertUsable(connection);
		const uids = listed.map(({ uid }) => uid).sort((a, b) => a - b);
		for (const uid of (await matching(connection, uids, filter)).reverse()) {
			if (read++ >= MAX_READ) return undefined;
			const options = { trustedServers: trustedServers(account), headers: true };
			const [message] = await fetchMessages(connection, [uid], options);
			if (message && (await wants(message))) return message;
		}
	}
	return undefined;
}
