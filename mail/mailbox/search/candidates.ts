import { EnvelopeError } from '../../errors';
import type { Connection } from '../../imap/connection';
import { assertUsable, fetchRange } from '../../imap/usable';

/** The messages of the open folder that may fit, newest first. */
export interface Candidates {
	/** The next ones, by their UIDs; none where there are no more. */
	next(count: number): Promise<number[]>;
	/** How many there are besides those that were given, as far as is known. */
	left(): number;
}

/** @param uids ascending */
export function fromList(uids: number[]): Candidates {
	let end = uids.length;
	return {
		next: async (count) => {
			const start = Math.max(0, end - count);
			const next = uids.slice(start, end).reverse();
			end = start;
			return next;
		},
		left: () => end,
	};
}

/**
 * All messages, by their sequence numbers: a list of all UIDs takes longer than a page of envelopes
 * (50,000 messages). Deletions move messages to lower numbers only, and what has moved into the next
 * range and was given already is known by its UID.
 *
 * @param below a UID; from the end of the folder where it is absent
 */
export async function fromEnd(connection: Connection, below?: number): Promise<Candidates> {
	let end = below === undefined ? existing(connection) : await countBelow(connection, below);
	let last = below;
	const next = async (count: number): Promise<number[]> => {
		while (end > 0) {
			const start = Math.max(1, end - count + 1);
			const uids = await uidsOf(connection, `${start}:${end}`, last);
			end = start - 1;
			last = uids.at(-1) ?? last;
			if (uids.length > 0) return uids;
		}
		return [];
	};
	return { next, left: () => end };
}

function existing({ mailbox }: Connection): number {
	return mailbox ? mailbox.exists : 0;
}

/** In a line of its own where the server can count (RFC 4731). */
async function countBelow(connection: Connection, below: number): Promise<number> {
	if (below <= 1) return 0;
	const query = { uid: `1:${below - 1}` };
	const answer = await connection.search(query, { uid: true, returnOptions: ['COUNT'] });
	if (Array.isArray(answer)) return answer.length;
	if (answer && answer.count !== undefined) return answer.count;
	assertUsable(connection);
	throw new EnvelopeError('SERVER_REJECTED', 'The server refused to search', { phase: 'fetch' });
}

/** Newest first. Searched for, as an answer to FETCH is a line for each. */
async function uidsOf(connection: Connection, seq: string, below?: number): Promise<number[]> {
	const query = below === undefined ? { seq } : { seq, uid: `1:${Math.max(1, below - 1)}` };
	const found = await connection.search(query, { uid: true });
	assertUsable(connection);
	const uids = Array.isArray(found) ? found : await fetchedUids(connection, seq);
	const isBelow = (uid: number) => below === undefined || uid < below;
	return uids.filter(isBelow).sort((a, b) => b - a);
}

/** For servers that do not search at all. */
async function fetchedUids(connection: Connection, seq: string): Promise<number[]> {
	const fetched = await fetchRange(connection, seq, { uid: true });
	return fetched.map(({ uid }) => uid);
}
