import { byFolder } from '../imap/byFolder';
import type { Connection } from '../imap/connection';
import { type Envelope, type EnvelopeOptions, envelopesOf } from '../imap/envelopes';
import { formatHandle, type Handle } from '../message/handle';
import { openFor } from './open';

/**
 * The envelopes of messages in any folders, in the order of the handles; those of messages that are
 * gone are left out.
 *
 * @throws EnvelopeError STALE_HANDLE, FOLDER_NOT_FOUND
 */
export async function envelopes(
	connection: Connection,
	handles: Handle[],
	options: EnvelopeOptions = {},
): Promise<Envelope[]> {
	const found = new Map<string, Envelope>();
	for (const group of byFolder(handles)) {
		const [first] = group;
		if (first) await openFor(connection, first);
		const uids = group.map(({ uid }) => uid);
		for (const envelope of (await envelopesOf(connection, uids, options)).values()) {
			found.set(envelope.id, envelope);
		}
	}
	return handles.flatMap((handle) => found.get(formatHandle(handle)) ?? []);
}
