import type { Connection } from '../../imap/connection';
import { resolveFolder } from '../../imap/folders';
import { type Quota, quotaOf } from '../../imap/quota';
import { unlessRefused } from '../../imap/refusal';

/** What a folder holds now. */
export interface FolderStatus {
	path: string;
	messages: number | null;
	unseen: number | null;
	/** Bytes; null where the server does not tell (RFC 8438). */
	size: number | null;
	uidNext: number | null;
	uidValidity: string | null;
	/** Of the mailbox that the folder is in; null where the server does not tell (RFC 9208). */
	quota: Quota | null;
}

/** @throws EnvelopeError FOLDER_NOT_FOUND, and what the server refuses with */
export async function folderStatus(connection: Connection, name: string): Promise<FolderStatus> {
	const path = await resolveFolder(connection, name);
	const asked = { messages: true, unseen: true, size: true, uidNext: true, uidValidity: true };
	const status = await unlessRefused(connection, () => connection.status(path, asked));
	return {
		path,
		messages: status.messages ?? null,
		unseen: status.unseen ?? null,
		size: status.size ?? null,
		uidNext: status.uidNext ?? null,
		uidValidity: status.uidValidity === undefined ? null : String(status.uidValidity),
		quota: await quotaOf(connection, path),
	};
}
