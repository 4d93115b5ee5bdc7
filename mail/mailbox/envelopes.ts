import type { Connection } from '../imap/connection';
import { type Envelope, type EnvelopeOptions, envelopesOf } from '../imap/envelopes';
import type { Handle } from '../message/handle';
import { inFolders } from './inFolders';

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
	return inFolders(connection, handles, async (uids) =>
		(await envelopesOf(connection, uids, options)).values(),
	);
}
