import type { FetchMessageObject } from 'imapflow';
import { EnvelopeError } from '../errors';
import { formatHandle } from '../message/handle';
import { messageIdsIn, shortened } from '../message/messageId';
import type { Message } from '../message/model';
import { isoDate, parseMessage } from '../message/parse';
import type { Connection } from './connection';
import { type EnvelopeFields, fieldsOf } from './envelopeFields';
import { lastingFlags } from './flagName';
import { decodedLabel } from './labelName';
import { fetchedInGroups } from './usable';

/** A message as it stands in a list: what is known of it without its body. */
export interface Envelope
	extends
		Pick<Message, 'id' | 'uid' | 'folder' | 'receivedAt' | 'flags' | 'labels' | 'size'>,
		EnvelopeFields {
	/** Where they were asked for. */
	references?: string[];
	/** Where references were asked for, or the server has threads of its own (Gmail, RFC 8474). */
	threadId?: string | null;
}

export interface EnvelopeOptions {
	/** Whether `references` and `threadId` are wanted, for which a field of the header is fetched. */
	references?: boolean;
}

/** Headers fetched together, of messages whose ENVELOPE does not do. */
const MAX_HEADERS = 50;

/** What is read of these. */
const headerFields = [
	...['from', 'reply-to', 'to', 'cc', 'bcc', 'subject', 'date'],
	...['message-id', 'in-reply-to', 'references', 'content-type'],
];

const facts = {
	uid: true,
	flags: true,
	size: true,
	internalDate: true,
	labels: true,
	threadId: true,
};

/**
 * The envelopes of messages of the open folder by their UIDs; those of messages that are gone are left
 * out. No body is read.
 *
 * @param uids ascending
 */
export async function envelopesOf(
	connection: Connection,
	uids: number[],
	options: EnvelopeOptions = {},
): Promise<Map<number, Envelope>> {
	const envelopes = new Map<number, Envelope>();
	const headers = options.references ? ['references'] : undefined;
	const query = { ...facts, envelope: true, headers };
	for await (const group of fetchedInGroups(connection, uids, query)) {
		for (const data of group) {
			const read = data.envelope && fieldsOf(data.envelope);
			if (read) envelopes.set(data.uid, envelopeOf(connection, data, read, options));
		}
	}
	// An answer that imapflow cannot read it drops, and the message would look deleted.
	const missing = uids.filter((uid) => !envelopes.has(uid));
	for (let start = 0; start < missing.length; start += MAX_HEADERS) {
		const some = missing.slice(start, start + MAX_HEADERS);
		const again = { ...facts, headers: headerFields };
		for await (const group of fetchedInGroups(connection, some, again)) {
			for (const data of group) {
				const content = await parseMessage(data.headers ?? Buffer.alloc(0));
				envelopes.set(data.uid, envelopeOf(connection, data, content, options));
			}
		}
	}
	return envelopes;
}

function envelopeOf(
	{ mailbox }: Connection,
	data: FetchMessageObject,
	content: EnvelopeFields,
	{ references: wanted }: EnvelopeOptions,
): Envelope {
	if (!mailbox) throw new EnvelopeError('UNEXPECTED', 'No folder is open', { phase: 'fetch' });
	const { uid, threadId } = data;
	const { path: folder, uidValidity } = mailbox;
	const { messageId, inReplyTo, from, replyTo, to, cc, bcc, subject, date } = content;
	const references = referencesIn(data.headers);
	const first = references[0] ?? inReplyTo ?? messageId;
	return {
		id: formatHandle({ uid, uidValidity: String(uidValidity), folder }),
		...{ uid, folder, messageId, inReplyTo, from, replyTo, to, cc, bcc, subject, date },
		receivedAt: isoDate(data.internalDate),
		flags: lastingFlags(data.flags),
		labels: [...(data.labels ?? [])].map(decodedLabel),
		size: data.size ?? 0,
		...(wanted ? { references: shortened(references) } : {}),
		...(threadId !== undefined || wanted ? { threadId: threadId ?? first } : {}),
	};
}

/** Of one whole field, or of several. */
function referencesIn(headers: Buffer | undefined): string[] {
	const unfolded = headers?.toString('latin1').replace(/\r?\n(?=[ \t])/g, '') ?? '';
	return messageIdsIn(/^references:(.*)$/im.exec(unfolded)?.[1] ?? '');
}
