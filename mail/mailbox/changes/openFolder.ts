import type { Connection } from '../../imap/connection';

/** A folder as it was when it was opened. */
export interface OpenFolder {
	path: string;
	uidValidity: string;
	/** HIGHESTMODSEQ (RFC 7162): changes that come while we read have a higher one. Null without. */
	modseq: bigint | null;
}

/** Opens a folder to look at it. */
export async function openFolder(connection: Connection, path: string): Promise<OpenFolder> {
	const mailbox = await connection.mailboxOpen(path, { readOnly: true });
	const { uidValidity, highestModseq, noModseq } = mailbox;
	// Where the server has not switched it on, imapflow leaves CHANGEDSINCE out without a word.
	const counts = connection.enabled.has('CONDSTORE') && !noModseq;
	return {
		path: mailbox.path,
		uidValidity: String(uidValidity),
		modseq: counts && highestModseq ? highestModseq : null,
	};
}
