import { formatHandle } from '../../message/handle';
import { fingerprintOf, type Listed, undated } from '../fingerprint';
import { atTheBeginning, type Cursor } from './cursor';

/** Those that have not come back are waited for, but not all of many rebuilds. */
const MAX_LOST = 400;

/** What became of the messages of a folder whose UIDs began anew. */
export interface Rebuilt {
	cursor: Cursor;
	/** How many were known already, and how many are read now. */
	known: number;
	fresh: number;
}

/**
 * Finds the place in a folder again after UIDVALIDITY changed: it was restored, migrated, or deleted
 * and made anew. A message is known by Message-ID, size and INTERNALDATE; where a migration kept no
 * dates, by Message-ID and size. Of those too old to be remembered one by one, the date decides, or
 * without dates the order.
 *
 * @param listing all that is in the folder now, ascending
 * @param before the cursor of the former UIDs
 * @param unwanted those that are not read, unless they were with n8n before
 */
export function afterRebuild(
	uidValidity: string,
	folder: string,
	listing: Listed[],
	before: Cursor,
	unwanted = new Set<number>(),
): Rebuilt {
	const remembered = new Remembered(before);
	const matches = remembered.matchAll(listing);
	const isFresh = freshness(listing, matches, before.knownDate);
	const only: number[] = [];
	const keys = new Map(before.batches.flatMap(({ uids, key }) => uids.map((uid) => [uid, key])));
	const batches = new Map<string, number[]>();
	for (const { uid, ...message } of listing) {
		const formerUid = matches.uids.get(uid);
		if (formerUid === undefined) {
			if (!unwanted.has(uid) && isFresh({ uid, ...message })) only.push(uid);
		} else if (formerUid > before.uid) {
			// It was with n8n when the connection was lost: its key decides whether it runs again.
			const place = { uid: formerUid, uidValidity: before.uidValidity, folder };
			const key = keys.get(formerUid) ?? formatHandle(place);
			batches.set(key, [...(batches.get(key) ?? []), uid]);
			only.push(uid);
		}
	}
	const upTo = listing.at(-1)?.uid ?? 0;
	const settledUpTo = (only[0] ?? upTo + 1) - 1;
	const cursor = {
		...atTheBeginning(uidValidity),
		uid: settledUpTo,
		knownUpTo: settledUpTo,
		knownDate: before.knownDate,
		lost: remembered.left(),
		backlog: only.length > 0 ? { upTo, unreadUntil: null, only } : null,
		batches: [...batches].map(([key, uids]) => ({ uids, key })),
	};
	return { cursor, known: listing.length - only.length, fresh: only.length };
}

interface Matches {
	/** Former UIDs by those of now; 0 for one that was settled long ago. */
	uids: Map<number, number>;
	/** Whether messages were found with their dates; undefined where none was found. */
	dated: boolean | undefined;
}

/** The messages that are remembered one by one; as many as have the same fingerprint. */
class Remembered {
	private readonly entries: { fingerprint: string; uid: number; found: boolean }[];

	constructor({ seen, lost }: Cursor) {
		this.entries = [
			...seen.map(([uid, fingerprint]) => ({ fingerprint, uid, found: false })),
			...lost.map((fingerprint) => ({ fingerprint, uid: 0, found: false })),
		];
	}

	matchAll(listing: Listed[]): Matches {
		const exact = this.matchBy(listing, (fingerprint) => fingerprint);
		if (exact.size > 0) return { uids: exact, dated: true };
		const undatedMatches = this.matchBy(listing, undated);
		return { uids: undatedMatches, dated: undatedMatches.size > 0 ? false : undefined };
	}

	left(): string[] {
		const left = this.entries.filter(({ found }) => !found);
		return left.map(({ fingerprint }) => fingerprint).slice(-MAX_LOST);
	}

	private matchBy(listing: Listed[], form: (fingerprint: string) => string): Map<number, number> {
		const byForm = new Map<string, typeof this.entries>();
		for (const entry of this.entries) {
			const key = form(entry.fingerprint);
			byForm.set(key, [...(byForm.get(key) ?? []), entry]);
		}
		const matched = new Map<number, number>();
		for (const message of listing) {
			const entry = byForm.get(form(fingerprintOf(message)))?.find(({ found }) => !found);
			if (!entry) continue;
			entry.found = true;
			matched.set(message.uid, entry.uid);
		}
		return matched;
	}
}

/** Whether a message that is not remembered came after those that are not remembered any more. */
function freshness(
	listing: Listed[],
	{ uids, dated }: Matches,
	knownDate: number | null,
): (message: Listed) => boolean {
	if (dated !== false) return ({ receivedAt }) => receivedAt > (knownDate ?? 0);
	// Without dates: a migration keeps the order.
	const first = listing.find(({ uid }) => uids.has(uid))?.uid ?? 0;
	return ({ uid }) => knownDate === null || uid > first;
}
