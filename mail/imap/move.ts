import type { Connection } from './connection';
import { assertUsable } from './usable';

/**
 * Moves messages of the open folder. Where the server cannot move them (RFC 6851), nor expunge these
 * alone (RFC 4315), they are copied and marked as deleted, and stay: a plain EXPUNGE would also
 * take away, for good, what other programs have marked.
 *
 * @param uids a set for the command
 * @returns why that could not be done, in a sentence; undefined where it was
 * @throws EnvelopeError CONNECTION_LOST
 */
export async function moveMessages(
	connection: Connection,
	uids: string,
	folder: string,
): Promise<string | undefined> {
	const alone = connection.capabilities.has('MOVE') || connection.capabilities.has('UIDPLUS');
	const problem = alone
		? await move(connection, uids, folder)
		: await copyAndMark(connection, uids, folder);
	if (problem !== undefined) assertUsable(connection);
	return problem;
}

async function move(
	connection: Connection,
	uids: string,
	folder: string,
): Promise<string | undefined> {
	const moved = await connection.messageMove(uids, folder, { uid: true });
	return moved ? undefined : 'the server refused.';
}

async function copyAndMark(
	connection: Connection,
	uids: string,
	folder: string,
): Promise<string | undefined> {
	const copied = await connection.messageCopy(uids, folder, { uid: true });
	if (!copied) return 'the server refused to copy.';
	const marked = await connection.messageFlagsAdd(uids, ['\\Deleted'], { uid: true });
	const there =
		'a copy is there, and the server can only remove all messages marked as deleted at once';
	return marked
		? `${there}; so the original is marked as deleted and stays until a mail program removes it.`
		: `${there}; the original could not even be marked as deleted.`;
}
