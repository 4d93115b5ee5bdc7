import type { Account } from '../../account/settings';
import type { EnvelopeError } from '../../errors';
import {
	append,
	notShown,
	type Appended,
	appendedSince,
	type OpenFolder,
	openToAppend,
} from '../../imap/append';
import type { Connection } from '../../imap/connection';
import { resolveFolder } from '../../imap/folders';
import { withConnectionAgain } from '../../imap/pool';
import type { Handle } from '../../message/handle';
import { Turns } from '../../outbox/turns';

const turns = new Turns();

/**
 * Puts a message into a folder, once: where the connection ends before the server has answered, the message
 * is looked for among what came since, and put there again only where it is not.
 *
 * @param name a path or a special use
 * @throws EnvelopeError FOLDER_NOT_FOUND, and OUTCOME_UNKNOWN where the server may have the message
 */
export async function putOnce(account: Account, name: string, message: Appended): Promise<Handle> {
	// Of two with one Message-ID none is taken for the other.
	return turns.inTurn(`${account.key} ${message.messageId ?? ''}`, async () => {
		const putting = new Putting(name, message);
		try {
			return await withConnectionAgain(account, 'append', (connection) =>
				putting.attempt(connection),
			);
		} catch (error) {
			throw putting.inDoubt ? outcomeUnknown(putting.inDoubt) : error;
		}
	});
}

class Putting {
	/** The folder as it was before the server was given the message, while it may have it. */
	inDoubt: OpenFolder | undefined;

	constructor(
		private readonly name: string,
		private readonly message: Appended,
	) {}

	async attempt(connection: Connection): Promise<Handle> {
		const folder = await openToAppend(connection, await resolveFolder(connection, this.name));
		const there = this.inDoubt && (await this.look(connection, folder, this.inDoubt));
		if (there) return there;
		this.inDoubt ??= folder;
		try {
			return await append(connection, folder, this.message);
		} catch (error) {
			if (connection.usable) this.inDoubt = undefined;
			throw error;
		}
	}

	private async look(connection: Connection, now: OpenFolder, before: OpenFolder) {
		// Nobody can say any more what is new.
		if (now.uidValidity !== before.uidValidity) throw outcomeUnknown(now);
		return appendedSince(connection, before, this.message);
	}
}

function outcomeUnknown({ path }: OpenFolder): EnvelopeError {
	return notShown(path, `The connection ended while the message was put into ${path}`);
}
