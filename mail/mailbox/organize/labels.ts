import type { Account } from '../../account/settings';
import { EnvelopeError } from '../../errors';
import { keyword } from '../../imap/flagName';
import { hasLabels } from '../../imap/folders';
import { withConnectionAgain } from '../../imap/pool';
import type { Handle } from '../../message/handle';
import { mark } from './mark';
import { inEachFolder, type Outcome, thenWith } from './outcome';
import { transfer } from './transfer';

/** Longer than Gmail takes one (225). */
const MAX_LABEL = 500;

/** Gmail's own, which a message may be given. */
const systemLabels = ['\\Inbox', '\\Starred', '\\Important'];

/** What a person means by such a word is no keyword of that name. */
const flagWords = /^\\?(seen|read|unread|flagged|starred|answered|deleted|draft|recent)$/i;

/**
 * Puts labels of Gmail on messages, of which those that are not there yet are made; on other servers,
 * keywords.
 *
 * @throws EnvelopeError INVALID_FIELD for a name that cannot be one
 */
export async function addLabels(
	account: Account,
	handles: Handle[],
	names: string[],
): Promise<Outcome[]> {
	const kind = await kindOfLabels(account);
	return mark(account, handles, { add: checkedNames(names, kind), remove: [], kind });
}

/**
 * The contrary. A message in the folder that such a label is moves to where all mail is, and has another
 * handle from then on.
 *
 * @throws EnvelopeError INVALID_FIELD
 */
export async function removeLabels(
	account: Account,
	handles: Handle[],
	names: string[],
): Promise<Outcome[]> {
	const kind = await kindOfLabels(account);
	const remove = checkedNames(names, kind);
	if (kind === 'flags') return mark(account, handles, { add: [], remove, kind });
	return inEachFolder(handles, async (group) => {
		const isFolder = (name: string) => folderOfLabel(name) === group[0]?.folder;
		const others = remove.filter((name) => !isFolder(name));
		const marked =
			others.length > 0
				? await mark(account, group, { add: [], remove: others, kind })
				: group.map((handle) => ({ handle }));
		if (!remove.some(isFolder)) return marked;
		return thenWith(marked, (left) => transfer(account, left, '\\All', 'move'));
	});
}

function folderOfLabel(label: string): string {
	return label === '\\Inbox' ? 'INBOX' : label;
}

function kindOfLabels(account: Account): Promise<'labels' | 'flags'> {
	return withConnectionAgain(account, 'fetch', async (connection) =>
		hasLabels(connection) ? 'labels' : 'flags',
	);
}

function checkedNames(names: string[], kind: 'labels' | 'flags'): string[] {
	return [...new Set(names.map(kind === 'labels' ? checkedLabel : checkedKeyword))];
}

function checkedKeyword(name: string): string {
	if (!flagWords.test(name)) return keyword(name);
	throw refused(name, 'Use the operation Mark to mark a message as read, starred or answered.');
}

/** A folder name that starts with a backslash is one of Gmail's own. */
function checkedLabel(name: string): string {
	const own = systemLabels.find((one) => one.toLowerCase() === name.toLowerCase());
	if (own !== undefined) return own;
	if (name === '' || name.length > MAX_LABEL || /\p{Cc}/u.test(name)) {
		throw refused(name, 'Use the name of a label as Gmail shows it, such as Customers/New.');
	}
	if (!name.startsWith('\\')) return name;
	throw refused(name, `Use one of ${systemLabels.join(', ')}, or a label of your own.`);
}

function refused(name: string, remedy: string): EnvelopeError {
	const what = `"${name.slice(0, 100)}" cannot be a label`;
	return new EnvelopeError('INVALID_FIELD', what, { phase: 'fetch', remedy });
}
