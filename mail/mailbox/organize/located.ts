import type { Account } from '../../account/settings';
import { EnvelopeError } from '../../errors';
import type { Connection } from '../../imap/connection';
import { locate } from '../../imap/find';
import { withConnectionAgain } from '../../imap/pool';
import { type Handle, parseHandle } from '../../message/handle';

/** A message as it was named, and where it is; or why it is nowhere. */
export type Located =
	| { reference: string; handle: Handle; error?: undefined }
	| { reference: string; handle?: undefined; error: EnvelopeError };

/**
 * Finds messages. A handle costs nothing; a Message-ID costs a round trip or two for each folder that is
 * searched for it.
 *
 * @param references handles and Message-IDs
 */
export async function located(account: Account, references: string[]): Promise<Located[]> {
	const handles = references.map((reference) => parseHandle(reference));
	if (handles.every((handle) => handle !== undefined)) {
		return handles.map((handle, at) => ({ reference: references[at] ?? '', handle }));
	}
	return withConnectionAgain(account, 'fetch', async (connection) => {
		const found: Located[] = [];
		for (const [at, reference] of references.entries()) {
			const handle = handles[at];
			found.push(handle ? { reference, handle } : await byMessageId(connection, reference));
		}
		return found;
	});
}

async function byMessageId(connection: Connection, reference: string): Promise<Located> {
	try {
		const handle = await locate(connection, reference);
		return handle ? { reference, handle } : { reference, error: nowhere(reference) };
	} catch (error) {
		if (!(error instanceof EnvelopeError) || !connection.usable) throw error;
		return { reference, error };
	}
}

function nowhere(reference: string): EnvelopeError {
	const what = `No folder of the mailbox holds the message ${reference.slice(0, 200)}`;
	return new EnvelopeError('MESSAGE_NOT_FOUND', what, { phase: 'fetch' });
}
