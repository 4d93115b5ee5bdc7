import type { Account } from '../../account/settings';
import { EnvelopeError, toEnvelopeError } from '../../errors';
import type { Connection } from '../../imap/connection';
import { messageGone, openFolderOf } from '../../imap/find';
import { imapError } from '../../imap/imapError';
import { encodedLabel } from '../../imap/labelName';
import { type Marks, marksOf } from '../../imap/marksOf';
import { withConnectionAgain } from '../../imap/pool';
import { unlessRefused } from '../../imap/refusal';
import { uidGroups, uidSet } from '../../imap/uidSet';
import { type Handle, uidsOf } from '../../message/handle';
import { inEachFolder, type Outcome } from './outcome';

/** Flags and keywords, or labels of Gmail, that a message is to have or not to have afterwards. */
export interface Marking {
	add: string[];
	remove: string[];
	kind: 'flags' | 'labels';
}

/**
 * Puts flags, keywords or labels on messages, and takes some away; looked at afterwards, as servers leave
 * out what they do not keep (PERMANENTFLAGS, RFC 3501 §7.1), which is a note. Marking twice is as good
 * as once, so that a lost connection is no trouble. Gone, stale and refused ones have an error each.
 *
 * @param marking flags as they are written into a command
 */
export async function mark(
	account: Account,
	handles: Handle[],
	marking: Marking,
): Promise<Outcome[]> {
	return inEachFolder(handles, async (group) => {
		try {
			return await withConnectionAgain(account, 'fetch', (connection) =>
				markInFolder(connection, account, group, marking),
			);
		} catch (thrown) {
			const error = toEnvelopeError(thrown, 'fetch');
			return group.map((handle) => ({ handle, error }));
		}
	});
}

async function markInFolder(
	connection: Connection,
	account: Account,
	group: Handle[],
	marking: Marking,
): Promise<Outcome[]> {
	const [first] = group;
	if (!first) return [];
	await openForMarking(connection, first);
	const outcomes: Outcome[] = [];
	for (const uids of uidGroups(uidsOf(group))) {
		const error = await store(connection, account, uidSet(uids), marking);
		const marks = await marksOf(connection, uids);
		for (const uid of uids) {
			const handle = { ...first, uid };
			outcomes.push({ handle, ...became(handle, marks.get(uid), error, marking) });
		}
	}
	return outcomes;
}

async function openForMarking(connection: Connection, handle: Handle): Promise<void> {
	await openFolderOf(connection, handle, { readOnly: false });
	if (!connection.mailbox || !connection.mailbox.readOnly) return;
	const what = `The folder "${handle.folder}" is only for reading`;
	const remedy =
		'Its messages cannot be changed by this account: copy them to a folder of your own.';
	throw new EnvelopeError('SERVER_REJECTED', what, { phase: 'folder', remedy });
}

/** @returns what the server refused with */
async function store(
	connection: Connection,
	account: Account,
	uids: string,
	marking: Marking,
): Promise<EnvelopeError | undefined> {
	const isLabel = marking.kind === 'labels';
	const options = { uid: true, silent: true, useLabels: isLabel };
	const add = isLabel ? marking.add.map(encodedLabel) : kept(connection, marking.add);
	const remove = isLabel ? marking.remove.map(encodedLabel) : marking.remove;
	try {
		if (add.length > 0) {
			await unlessRefused(connection, () => connection.messageFlagsAdd(uids, add, options));
		}
		if (remove.length > 0) {
			await unlessRefused(connection, () => connection.messageFlagsRemove(uids, remove, options));
		}
		return undefined;
	} catch (error) {
		if (!connection.usable) throw error;
		return imapError(error, account, 'fetch');
	}
}

/** What the open folder keeps: imapflow leaves out the rest, and says no where none is left. */
function kept({ mailbox }: Connection, flags: string[]): string[] {
	const permanent = mailbox ? mailbox.permanentFlags : undefined;
	if (!permanent || permanent.has('\\*')) return flags;
	return flags.filter((flag) => permanent.has(flag));
}

function became(
	handle: Handle,
	marks: Marks | undefined,
	error: EnvelopeError | undefined,
	marking: Marking,
): Omit<Outcome, 'handle'> {
	if (!marks) return { error: messageGone(handle) };
	return error ? { error } : { ...marks, notes: missed(marks, marking, handle.folder) };
}

function missed({ flags, labels }: Marks, { add, remove, kind }: Marking, folder: string) {
	const what = kind === 'labels' ? 'label' : 'flag';
	const now = (kind === 'labels' ? labels : flags).map((name) => name.toLowerCase());
	const has = (name: string) => now.includes(name.toLowerCase());
	return [
		...add
			// Gmail does not name the label that the open folder is.
			.filter((name) => !has(name) && name !== folder)
			.map((name) => `The server does not keep the ${what} ${name} in this folder.`),
		...remove.filter(has).map((name) => `The server did not take away the ${what} ${name}.`),
	];
}
