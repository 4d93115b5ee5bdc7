import type { Account } from '../../account/settings';
import { EnvelopeError, toEnvelopeError } from '../../errors';
import type { Connection } from '../../imap/connection';
import { messageGone, openFolderOf } from '../../imap/find';
import { hasLabels, listFolders } from '../../imap/folders';
import { imapError } from '../../imap/imapError';
import { withConnectionAgain } from '../../imap/pool';
import { unlessRefused } from '../../imap/refusal';
import { uidGroups, uidSet } from '../../imap/uidSet';
import { fetchOf } from '../../imap/usable';
import { type Handle, uidsOf } from '../../message/handle';
import { inEachFolder, type Outcome, thenWith } from './outcome';
import { transfer } from './transfer';

/**
 * Deletes messages for good. At Gmail, where that is done in the trash and in the spam alone, they are
 * moved to the trash before.
 *
 * Only these go: a server without UID EXPUNGE (RFC 4315) takes away all messages of the folder at once
 * that are marked as deleted, so that there it is done only where no other one is.
 *
 * @throws EnvelopeError FOLDER_NOT_FOUND for a trash that Gmail hides from IMAP
 */
export async function removeForGood(account: Account, handles: Handle[]): Promise<Outcome[]> {
	const endings = await withConnectionAgain(account, 'folder', whereGmailDeletes);
	const remove = (some: Handle[]) =>
		inEachFolder(some, (group) => new Removal(account, group).run());
	return inEachFolder(handles, async (group) => {
		if (!endings || endings.has(group[0]?.folder ?? '')) return remove(group);
		const moved = await transfer(account, group, '\\Trash', 'move');
		return thenWith(moved.map(onlyTrashed), remove);
	});
}

/** Undefined where folders are no labels. */
async function whereGmailDeletes(connection: Connection): Promise<Set<string> | undefined> {
	if (!hasLabels(connection)) return undefined;
	const uses = ['\\Trash', '\\Junk'];
	const folders = await listFolders(connection);
	const endings = folders.filter(({ specialUse = '' }) => uses.includes(specialUse));
	return new Set(endings.map(({ path }) => path));
}

function onlyTrashed(outcome: Outcome): Outcome {
	if (outcome.now !== null) return outcome;
	const what =
		'The message is in the trash, where it could not be found again to delete it for good';
	const remedy = 'Search for it in the folder \\Trash and delete it there.';
	const error = new EnvelopeError('MESSAGE_NOT_FOUND', what, { phase: 'fetch', remedy });
	return { handle: outcome.handle, error };
}

/** The end of messages of one folder, which may take more than one connection. */
class Removal {
	private readonly outcomes = new Map<number, Outcome>();
	/** Those that were there at first. */
	private present: Set<number> | undefined;

	constructor(
		private readonly account: Account,
		private readonly handles: Handle[],
	) {}

	async run(): Promise<Outcome[]> {
		try {
			await withConnectionAgain(this.account, 'fetch', (connection) => this.attempt(connection));
		} catch (thrown) {
			const error = toEnvelopeError(thrown, 'fetch');
			for (const handle of this.handles) {
				if (!this.outcomes.has(handle.uid)) this.outcomes.set(handle.uid, { handle, error });
			}
		}
		return [...this.outcomes.values()];
	}

	/** Deleting twice is as good as once. */
	private async attempt(connection: Connection): Promise<void> {
		const [first] = this.handles;
		if (!first) return;
		await openFolderOf(connection, first, { readOnly: false });
		const uids = uidsOf(this.handles);
		const there = await present(connection, uids);
		this.present ??= there;
		for (const handle of this.handles) {
			if (there.has(handle.uid)) continue;
			const wasThere = this.present.has(handle.uid);
			this.outcomes.set(handle.uid, wasThere ? { handle } : { handle, error: messageGone(handle) });
		}
		for (const group of uidGroups(uids.filter((uid) => there.has(uid)))) {
			await this.remove(connection, group);
		}
	}

	private async remove(connection: Connection, uids: number[]): Promise<void> {
		let error = leftThere();
		try {
			if (!connection.capabilities.has('UIDPLUS')) await this.assertNoOthers(connection);
			const set = uidSet(uids);
			await unlessRefused(connection, () => connection.messageDelete(set, { uid: true }));
		} catch (refusal) {
			if (!connection.usable) throw refusal;
			error = imapError(refusal, this.account, 'fetch');
		}
		const left = await present(connection, uids);
		const meant = new Set(uids);
		for (const handle of this.handles.filter(({ uid }) => meant.has(uid))) {
			this.outcomes.set(handle.uid, left.has(handle.uid) ? { handle, error } : { handle });
		}
	}

	/** @throws EnvelopeError SERVER_REJECTED where an EXPUNGE would take away other messages */
	private async assertNoOthers(connection: Connection): Promise<void> {
		const marked = await unlessRefused(connection, () =>
			connection.search({ deleted: true }, { uid: true }),
		);
		const meant = new Set(uidsOf(this.handles));
		const others = marked.filter((uid) => !meant.has(uid)).length;
		if (others === 0) return;
		const what = `This server deletes all messages of a folder at once that are marked as deleted, and ${others} more are marked than were meant`;
		throw new EnvelopeError('SERVER_REJECTED', what, {
			phase: 'fetch',
			remedy:
				'Move the messages to the trash instead, or let a mail program clean up the folder first.',
		});
	}
}

async function present(connection: Connection, uids: number[]): Promise<Set<number>> {
	const there = new Set<number>();
	for (const group of uidGroups(uids)) {
		for (const { uid } of await fetchOf(connection, group, { uid: true })) there.add(uid);
	}
	return there;
}

function leftThere(): EnvelopeError {
	return new EnvelopeError('SERVER_REJECTED', 'The server did not delete the message', {
		phase: 'fetch',
		remedy: 'Check that this account may delete in the folder, or move the message to the trash.',
	});
}
