import type { Connection } from '../../imap/connection';
import { fingerprintOf, type Listed, undated } from '../../imap/fingerprint';
import { listMessages } from '../../imap/listMessages';
import { assertUsable } from '../../imap/usable';
import type { Handle } from '../../message/handle';

/** Of what came into a folder since; more is not looked through. */
const MAX_LOOKED_AT = 5_000;

/** Where a folder ended at some moment. */
export interface FolderEnd {
	folder: string;
	uidValidity: string;
	uidNext: number;
}

/** @returns undefined where the server does not say */
export async function endOf(
	connection: Connection,
	folder: string,
): Promise<FolderEnd | undefined> {
	const status = await connection.status(folder, { uidNext: true, uidValidity: true });
	assertUsable(connection, 'folder');
	if (!status || status.uidNext === undefined || status.uidValidity === undefined) return undefined;
	return { folder, uidValidity: String(status.uidValidity), uidNext: status.uidNext };
}

/**
 * Copies of messages that came into a folder since, for servers that do not say where they put them
 * (without COPYUID, RFC 4315). Leaves that folder open.
 *
 * @param known UIDs there of which it is known what they are copies of
 * @returns by the UIDs of the originals; null for one of which there may be a copy, and left out one of
 * which there is none
 */
export async function copiesSince(
	connection: Connection,
	end: FolderEnd | undefined,
	originals: Listed[],
	known: ReadonlySet<number>,
): Promise<Map<number, Handle | null>> {
	const unknown = new Map(originals.map(({ uid }) => [uid, null]));
	if (!end || originals.length === 0) return unknown;
	const { folder, uidNext } = end;
	const mailbox = await connection.mailboxOpen(folder, { readOnly: true });
	const uidValidity = String(mailbox.uidValidity);
	if (uidValidity !== end.uidValidity) return unknown;
	if (mailbox.exists === 0) return new Map();
	const found = await connection.search({ uid: `${uidNext}:*` }, { uid: true });
	assertUsable(connection);
	if (!found) return unknown;
	// `n:*` holds the last message, also where it is older (RFC 3501 §9).
	const uids = found.filter((uid) => uid >= uidNext && !known.has(uid)).sort((a, b) => a - b);
	if (uids.length > MAX_LOOKED_AT) return unknown;
	const candidates = await listMessages(connection, uids);
	const pairs = paired(originals, candidates);
	const alike = new Set(candidates.map(withoutDate));
	return new Map(
		originals.flatMap((original): [number, Handle | null][] => {
			const uid = pairs.get(original.uid);
			if (uid !== undefined) return [[original.uid, { uid, uidValidity, folder }]];
			return alike.has(withoutDate(original)) ? [[original.uid, null]] : [];
		}),
	);
}

/**
 * UIDs of copies by those of their originals. A copy has the Message-ID, size and INTERNALDATE, or where
 * the server gave it a new date (RFC 3501 §6.4.7 says SHOULD) the first two. Twins are as good as each
 * other where there are as many copies as originals, and else nobody knows which is which.
 */
export function paired(originals: Listed[], candidates: Listed[]): Map<number, number> {
	const exact = pairedBy(originals, candidates, fingerprintOf);
	const taken = new Set(exact.values());
	const rest = pairedBy(
		originals.filter(({ uid, messageId }) => messageId !== '' && !exact.has(uid)),
		candidates.filter(({ uid }) => !taken.has(uid)),
		withoutDate,
	);
	return new Map([...exact, ...rest]);
}

function withoutDate(message: Listed): string {
	return undated(fingerprintOf(message));
}

function pairedBy(
	originals: Listed[],
	candidates: Listed[],
	keyOf: (message: Listed) => string,
): Map<number, number> {
	const pairs = new Map<number, number>();
	const byKey = Map.groupBy(candidates, keyOf);
	for (const [key, twins] of Map.groupBy(originals, keyOf)) {
		const copies = byKey.get(key) ?? [];
		if (copies.length !== twins.length) continue;
		for (const [at, { uid }] of twins.entries()) pairs.set(uid, copies[at]?.uid ?? 0);
	}
	return pairs;
}
