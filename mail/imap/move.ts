import { EnvelopeError } from '../errors';
import type { Handle } from '../message/handle';
import type { Connection } from './connection';
import { expungeOrMark } from './expunge';
import { unlessRefused } from './refusal';
import { uidSet } from './uidSet';
import { fetchOf } from './usable';

/** What became of messages that were moved or copied. */
export interface Transferred {
	/**
	 * Where each is now, by its former UID, as far as the server says (COPYUID, RFC 4315); one that is
	 * missing may be there all the same.
	 */
	places: Map<number, Handle>;
	/** Of which the server showed that they were gone before. */
	gone?: number[];
	/** What is left to do, in a sentence, where the messages are there, and are in their old folder, too. */
	problem?: string;
}

/**
 * Moves messages of the open folder. Where the server cannot move them (RFC 6851), nor expunge these
 * alone (RFC 4315), they are copied and marked as deleted, and stay: a plain EXPUNGE would also
 * take away, for good, what other programs have marked.
 *
 * @param uids ascending, as many as fit into a command; those that are gone already are no matter
 * @throws EnvelopeError CONNECTION_LOST, and what the server refused with
 */
export async function moveMessages(
	connection: Connection,
	uids: number[],
	folder: string,
): Promise<Transferred> {
	return ofThoseThere(connection, uids, async (set) => {
		if (!connection.capabilities.has('MOVE')) {
			const places = await copied(connection, set, folder);
			return { places, problem: await removeCopied(connection, set) };
		}
		const moved = await unlessRefused(
			connection,
			() => connection.messageMove(set, folder, { uid: true }),
			{ allOrNothing: true },
		);
		return { places: placesIn(moved) };
	});
}

/** Copies messages of the open folder; all of them or none (RFC 3501 §6.4.7). As moveMessages. */
export async function copyMessages(
	connection: Connection,
	uids: number[],
	folder: string,
): Promise<Transferred> {
	return ofThoseThere(connection, uids, async (set) => ({
		places: await copied(connection, set, folder),
	}));
}

async function copied(connection: Connection, set: string, folder: string) {
	const done = await unlessRefused(
		connection,
		() => connection.messageCopy(set, folder, { uid: true }),
		{ allOrNothing: true },
	);
	return placesIn(done);
}

/**
 * Servers refuse all where some are gone since the folder was opened (RFC 2180 §4.4.2): the others are
 * then told once more.
 */
async function ofThoseThere(
	connection: Connection,
	uids: number[],
	act: (set: string) => Promise<Transferred>,
): Promise<Transferred> {
	try {
		return await act(uidSet(uids));
	} catch (error) {
		if (!connection.usable) throw error;
		const there = (await fetchOf(connection, uids, { flags: true })).map(({ uid }) => uid);
		if (there.length === uids.length) throw error;
		const gone = uids.filter((uid) => !there.includes(uid));
		return there.length === 0
			? { places: new Map(), gone }
			: { ...(await act(uidSet(there))), gone };
	}
}

/**
 * The second half of a move by a server that cannot move: takes the originals away.
 *
 * @returns why that could not be done, in a sentence
 * @throws EnvelopeError CONNECTION_LOST
 */
export async function removeCopied(
	connection: Connection,
	uids: string,
): Promise<string | undefined> {
	const there = 'a copy is there';
	try {
		if (await expungeOrMark(connection, uids)) return undefined;
		return `${there}, and the server can only remove all messages marked as deleted at once; so the original is marked as deleted and stays until a mail program removes it.`;
	} catch (error) {
		if (!connection.usable) throw error;
		const what = error instanceof EnvelopeError ? `${error.what}.` : 'the server refused.';
		return `${there}, and the original could not be removed: ${what}`;
	}
}

function placesIn({
	destination,
	uidValidity,
	uidMap,
}: {
	destination: string;
	uidValidity?: bigint;
	uidMap?: Map<number, number>;
}): Map<number, Handle> {
	const places = new Map<number, Handle>();
	if (uidValidity === undefined) return places;
	for (const [from, uid] of uidMap ?? []) {
		places.set(from, { uid, uidValidity: String(uidValidity), folder: destination });
	}
	return places;
}
