import { formatHandle } from '../../message/handle';
import type { Message } from '../../message/model';
import { isoDate, parseMessage } from '../../message/parse';
import type { Connection } from '../../imap/connection';
import { decodedLabel } from '../../imap/labelName';
import { uidGroups } from '../../imap/uidSet';
import { fetchOf } from '../../imap/usable';
import type { OpenFolder } from './openFolder';

/** A message that has come, without its content. */
export type Arrival = Pick<
	Message,
	| 'id'
	| 'uid'
	| 'folder'
	| 'messageId'
	| 'inReplyTo'
	| 'from'
	| 'to'
	| 'cc'
	| 'subject'
	| 'date'
	| 'receivedAt'
	| 'flags'
	| 'labels'
	| 'size'
	| 'kind'
>;

/**
 * Messages of the open folder, ascending; one that the server does not give out is left out.
 *
 * @param uids ascending
 */
export async function arrivalsOf(
	connection: Connection,
	folder: OpenFolder,
	uids: number[],
): Promise<Arrival[]> {
	const query = {
		uid: true,
		flags: true,
		size: true,
		internalDate: true,
		headers: true,
		labels: connection.capabilities.has('X-GM-EXT-1'),
	};
	const arrivals: Arrival[] = [];
	for (const group of uidGroups(uids)) {
		for (const data of await fetchOf(connection, group, query)) {
			const content = await parseMessage(data.headers || Buffer.alloc(0));
			const { messageId, inReplyTo, from, to, cc, subject, date, kind } = content;
			const { uid, flags = [], labels = [], size = 0 } = data;
			const { uidValidity, path } = folder;
			arrivals.push({
				id: formatHandle({ uid, uidValidity, folder: path }),
				uid,
				folder: path,
				messageId,
				inReplyTo,
				from,
				to,
				cc,
				subject,
				date,
				receivedAt: isoDate(data.internalDate),
				flags: [...flags].filter((flag) => flag !== '\\Recent'),
				labels: [...labels].map(decodedLabel),
				size,
				kind,
			});
		}
	}
	const wanted = new Set(uids);
	return arrivals.filter(({ uid }) => wanted.has(uid)).sort((a, b) => a.uid - b.uid);
}
