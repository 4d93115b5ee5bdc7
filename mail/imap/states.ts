import type { FetchMessageObject } from 'imapflow';
import type { Message } from '../message/model';
import { parseMessage } from '../message/parse';
import type { Connection } from './connection';
import { lastingFlags } from './flagName';
import { hasLabels } from './folders';
import { decodedLabel } from './labelName';
import { assertUsable, fetchOf } from './usable';

/** The state of a message, without \Recent, which is the session's. */
export interface FlagsOfMessage {
	uid: number;
	flags: Set<string>;
	/** Gmail's. */
	labels: Set<string>;
	/** RFC 7162; undefined where the server does not count changes. */
	modseq: bigint | undefined;
}

/** Times that states are asked for while the server tells of others in between. */
const ATTEMPTS = 3;

/**
 * The states of messages of the open folder, each once, as it was told last.
 *
 * @param range sequence numbers, or UIDs where `uid` says so; all messages where none is given
 * @param changedSince a modification sequence (RFC 7162), above which a message has to have changed
 */
export async function flagsOf(
	connection: Connection,
	range = '1:*',
	{ uid = false, changedSince }: { uid?: boolean; changedSince?: string } = {},
): Promise<FlagsOfMessage[]> {
	if (!connection.mailbox || connection.mailbox.exists === 0) return [];
	const query = { uid: true, flags: true, labels: hasLabels(connection) };
	const since = changedSince === undefined ? {} : { changedSince: BigInt(changedSince) };
	const states = new Map<number, FlagsOfMessage>();
	for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
		const fetched = await connection.fetchAll(range, query, { uid, ...since });
		assertUsable(connection);
		const named = fetched.filter((data) => Number.isInteger(data.uid));
		for (const data of named) states.set(data.uid, stateOf(data, states.get(data.uid)));
		// News in between come without a UID (RFC 3501 §7.4.2; Dovecot 2.3 without QRESYNC). They are of this
		// command now: nobody else will be told.
		if (named.length === fetched.length) break;
	}
	return [...states.values()];
}

function stateOf(
	{ uid, flags, labels, modseq }: FetchMessageObject,
	before?: FlagsOfMessage,
): FlagsOfMessage {
	return {
		uid,
		flags: new Set(lastingFlags(flags)),
		labels: new Set([...(labels ?? [])].map(decodedLabel)),
		modseq: modseq ?? before?.modseq,
	};
}

/** What names a message, for when it is gone. */
export type Outline = Pick<
	Message,
	'uid' | 'messageId' | 'inReplyTo' | 'from' | 'to' | 'subject' | 'date' | 'kind'
>;

/** What the headers of messages say. */
export async function outlinesOf(connection: Connection, uids: number[]): Promise<Outline[]> {
	const fetched = await fetchOf(connection, uids, { uid: true, headers: true });
	return Promise.all(
		fetched.map(async ({ uid, headers }) => {
			const content = await parseMessage(headers ?? Buffer.alloc(0));
			const { messageId, inReplyTo, from, to, subject, date, kind } = content;
			return { uid, messageId, inReplyTo, from, to, subject, date, kind };
		}),
	);
}
