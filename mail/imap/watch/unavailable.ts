import { formatHandle } from '../../message/handle';
import type { Message } from '../../message/model';
import { unreadable } from '../../message/parse';

/** A message that the server lists and does not give out. */
export function unavailable(uid: number, folder: { path: string; uidValidity: string }): Message {
	const { path, uidValidity } = folder;
	return {
		id: formatHandle({ uid, uidValidity, folder: path }),
		uid,
		folder: path,
		...unreadable('The server lists this message and did not give it out within ten minutes'),
		threadId: null,
		receivedAt: null,
		snippet: '',
		flags: [],
		labels: [],
		size: 0,
		attachments: [],
	};
}
