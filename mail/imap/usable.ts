import type { FetchMessageObject, FetchQueryObject } from 'imapflow';
import { EnvelopeError, type Phase } from '../errors';
import type { Connection } from './connection';
import { uidGroups, uidSet } from './uidSet';

/**
 * For after an answer that is empty or `false`: on a connection that has ended imapflow gives these,
 * as if the server had.
 *
 * @throws EnvelopeError CONNECTION_LOST
 */
export function assertUsable(connection: Connection, phase: Phase = 'fetch'): void {
	if (connection.usable) return;
	throw new EnvelopeError('CONNECTION_LOST', 'The IMAP connection ended', { phase });
}

/**
 * What FETCH tells of messages of the open folder, each once; one that is gone, or goes while it is
 * fetched, is left out.
 *
 * @param uids ascending
 * @throws EnvelopeError CONNECTION_LOST, and whatever the connection throws
 */
export async function fetchOf(
	connection: Connection,
	uids: number[],
	query: FetchQueryObject,
): Promise<FetchMessageObject[]> {
	if (uids.length === 0) return [];
	const wanted = new Set(uids);
	const of = ({ uid }: FetchMessageObject) => wanted.has(uid);
	return fetchAsked(connection, uidSet(uids), query, { uid: true, of });
}

/** The same of sequence numbers, ascending, or a range of them such as `1:200`. */
export async function fetchRange(
	connection: Connection,
	range: string | number[],
	query: FetchQueryObject,
): Promise<FetchMessageObject[]> {
	const set = typeof range === 'string' ? range : uidSet(range);
	const isIn = typeof range === 'string' ? isInRange(range) : isInList(range);
	return fetchAsked(connection, set, query, { uid: false, of: ({ seq }) => isIn(seq) });
}

function isInRange(range: string): (seq: number) => boolean {
	const edges = range.split(':').map((edge) => (edge === '*' ? Infinity : Number(edge)));
	const [first = 1, last = first] = edges;
	return (seq) => first === Infinity || (seq >= first && seq <= last);
}

function isInList(numbers: number[]): (seq: number) => boolean {
	const wanted = new Set(numbers);
	return (seq) => wanted.has(seq);
}

async function fetchAsked(
	connection: Connection,
	range: string,
	query: FetchQueryObject,
	{ uid, of }: { uid: boolean; of: (data: FetchMessageObject) => boolean },
): Promise<FetchMessageObject[]> {
	const messages = new Map<number, FetchMessageObject>();
	for (const data of await connection.fetchAll(range, query, { uid })) {
		// The server may tell of others, or of new flags alone, in between (RFC 3501 §7.4.2): unasked, also
		// without a UID.
		const isAsked = Number.isInteger(data.uid) && of(data);
		const before = isAsked ? messages.get(data.uid) : undefined;
		if (isAsked) messages.set(data.uid, { ...before, ...data });
		if (!isAsked || before) passOn(connection, data);
	}
	assertUsable(connection);
	const doubtful = [...messages.values()].filter((data) => lacks(data, query));
	const there = await stillThere(
		connection,
		doubtful.map(({ uid }) => uid),
	);
	for (const data of doubtful) {
		if (there.has(data.uid)) messages.set(data.uid, withoutNil(data));
		else messages.delete(data.uid);
	}
	return [...messages.values()];
}

/** Tells of new flags those who wait for them: imapflow takes all that comes meanwhile for the answer. */
export function passOn(connection: Connection, { seq, flags }: FetchMessageObject): void {
	if (!connection.mailbox || !flags) return;
	connection.emit('flags', { path: connection.mailbox.path, seq, flags });
}

async function stillThere(connection: Connection, uids: number[]): Promise<Set<number>> {
	if (uids.length === 0) return new Set();
	// RFC 3501 §7.4.1: NOOP tells of what was deleted; FETCH may not.
	await connection.noop();
	const query = { uid: true, size: true };
	const told = await connection.fetchAll(uidSet(uids), query, { uid: true });
	assertUsable(connection);
	return new Set(told.filter(({ size }) => size !== undefined).map(({ uid }) => uid));
}

/**
 * Whether an answer leaves out what was asked for. Of a message that is being deleted servers give NIL,
 * no bytes at all (Dovecot), or its new flags alone; NIL is also what some give for an empty part, and
 * for what is behind its end.
 */
function lacks(data: FetchMessageObject, query: FetchQueryObject): boolean {
	const { size, envelope, bodyStructure, headers, source, bodyParts } = data;
	const missing = [
		query.size && !size,
		query.envelope && !envelope,
		query.bodyStructure && !bodyStructure,
		query.headers && !Buffer.isBuffer(headers),
		query.source && !Buffer.isBuffer(source),
		query.bodyParts?.some((part) => !Buffer.isBuffer(bodyParts?.get(nameOf(part)))),
	];
	return missing.some(Boolean);
}

function nameOf(part: NonNullable<FetchQueryObject['bodyParts']>[number]): string {
	return (typeof part === 'string' ? part : part.key).toLowerCase();
}

/** imapflow gives `false` for NIL, whatever its types say. */
function withoutNil({ headers, source, bodyParts, ...data }: FetchMessageObject) {
	const isThere = (bytes: unknown) => Buffer.isBuffer(bytes);
	const parts = [...(bodyParts ?? [])].filter(([, bytes]) => isThere(bytes));
	return {
		...data,
		...(isThere(headers) ? { headers } : {}),
		...(isThere(source) ? { source } : {}),
		...(bodyParts ? { bodyParts: new Map(parts) } : {}),
	};
}

/** Messages of one command, of which what comes back is held until it ends: some 3 KB each. */
const AT_A_TIME = 1_000;

/** The same of any number of messages, a group after the other, for what is short. */
export async function* fetchedInGroups(
	connection: Connection,
	uids: number[],
	query: FetchQueryObject,
): AsyncGenerator<FetchMessageObject[]> {
	for (const group of uidGroups(uids)) {
		for (let start = 0; start < group.length; start += AT_A_TIME) {
			const some = group.slice(start, start + AT_A_TIME);
			const fetched = await fetchOf(connection, some, { ...query, size: true });
			// Of what imapflow cannot read the flags alone may be there.
			yield fetched.filter(({ size }) => size !== undefined);
		}
	}
}
