import type { ImapServer } from 'hoodiecrow-imap';
import fetchHandlers from 'hoodiecrow-imap/lib/commands/handlers/fetch';

/**
 * A partial fetch (RFC 3501 §6.4.5) of several messages gave all but the first as empty, because
 * the first one shortened the request, and a long part was answered as `<0.1000>` instead of `<0>`.
 */
export function fetchPartsOfEach(imap: ImapServer): void {
	const asked = new WeakMap<object, [number, number]>();
	for (const key of ['BODY', 'BODY.PEEK'] as const) {
		imap.fetchHandlers[key] = (connection, message, query) => {
			if (query.partial === undefined) return fetchHandlers[key](connection, message, query);
			const [start = 0, length = 0] = query.partial;
			const range = asked.get(query) ?? [start, length];
			asked.set(query, range);
			query.partial = [...range];
			const part = fetchHandlers[key](connection, message, query);
			query.partial = [start];
			return part;
		};
	}
}
