import { fingerprintOf, type Listed } from '../fingerprint';
import { atTheBeginning, type Cursor, REMEMBERED, type StartFrom } from './cursor';
import type { FolderView } from './folderView';
import { afterRebuild } from './rebuilt';

/**
 * Where to read on in a folder that was just opened.
 *
 * @param known the cursor of last time; without one, `startFrom` decides
 * @returns what to tell the user besides, where the folder's UIDs began anew meanwhile
 */
export async function openingCursor(
	view: FolderView,
	known: Cursor | undefined,
	startFrom: StartFrom,
): Promise<{ cursor: Cursor; rebuilt?: string }> {
	if (!known) return { cursor: await firstCursor(view, startFrom) };
	const { uidValidity, path } = view.folder;
	if (known.uidValidity === uidValidity) return { cursor: known };
	const listing = await view.list(await view.uidsAbove(0));
	const unwanted = await readBefore(view, listing, known);
	const { cursor, known: again, fresh } = afterRebuild(uidValidity, path, listing, known, unwanted);
	const rebuilt = `The server has rebuilt the folder "${path}": its UIDVALIDITY changed from ${known.uidValidity} to ${uidValidity}, and message IDs from before hold no more. Of its ${listing.length} messages, ${again} were known and do not run again; ${fresh} are read now`;
	return { cursor, rebuilt };
}

async function firstCursor(view: FolderView, startFrom: StartFrom): Promise<Cursor> {
	const { uidValidity } = view.folder;
	// Others may have had the folder open for long.
	const { exists, newestUid: upTo } = view;
	const beginning = atTheBeginning(uidValidity);
	if (startFrom === 'all') return beginning;
	const first = Math.max(1, exists - REMEMBERED + 1);
	const listing = exists > 0 ? await view.list(`${first}:${exists}`) : [];
	const newest = listing.filter(({ uid }) => uid <= upTo);
	if (startFrom === 'unread') {
		const unreadUntil = Math.max(0, ...newest.map(({ receivedAt }) => receivedAt));
		return { ...beginning, backlog: { upTo, unreadUntil, only: null } };
	}
	const complete = first === 1;
	return {
		...beginning,
		uid: upTo,
		seen: newest.map((message) => [message.uid, fingerprintOf(message)]),
		knownUpTo: complete ? 0 : (newest[0]?.uid ?? upTo + 1) - 1,
		knownDate: complete ? null : (newest[0]?.receivedAt ?? null),
	};
}

/** UIDs of what was read, and there, before the first activation, where only unread mail was wanted then. */
async function readBefore(view: FolderView, listing: Listed[], { backlog }: Cursor) {
	const until = backlog?.unreadUntil ?? null;
	if (until === null) return new Set<number>();
	const old = listing.filter(({ receivedAt }) => receivedAt <= until).map(({ uid }) => uid);
	const unread = new Set(await view.matching(old, { seen: false }));
	return new Set(old.filter((uid) => !unread.has(uid)));
}
