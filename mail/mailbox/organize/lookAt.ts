import { EnvelopeError } from '../../errors';
import { byFolder } from '../../imap/byFolder';
import type { Connection } from '../../imap/connection';
import type { Envelope } from '../../imap/envelopes';
import { messageGone } from '../../imap/find';
import { formatHandle, type Handle } from '../../message/handle';
import { envelopes } from '../envelopes';

/** What there is of messages, in the order of their handles, and what is wrong with the others. */
export interface Looked {
	there: Envelope[];
	problems: EnvelopeError[];
}

/** Looks at messages before something is done to them. @throws whatever the connection throws */
export async function lookAt(connection: Connection, handles: Handle[]): Promise<Looked> {
	const found = new Map<string, Envelope>();
	const problems: EnvelopeError[] = [];
	for (const group of byFolder(handles)) {
		try {
			for (const each of await envelopes(connection, group)) found.set(each.id, each);
			const gone = group.filter((handle) => !found.has(formatHandle(handle)));
			problems.push(...gone.map(messageGone));
		} catch (error) {
			if (!(error instanceof EnvelopeError) || !connection.usable) throw error;
			problems.push(error);
		}
	}
	const ids = [...new Set(handles.map(formatHandle))];
	return { there: ids.flatMap((id) => found.get(id) ?? []), problems };
}
