import type { FetchQueryObject } from 'imapflow';
import { inOneLine } from '../message/headerText';
import { isoDate } from '../message/parse';
import { headerKind } from '../message/reading/headerKind';
import { type Kind, kindFields } from '../message/reading/kind';
import type { Connection } from './connection';
import { sendersIn } from './envelopeFields';
import { uidGroups, uidSet } from './uidSet';
import { assertUsable } from './usable';

/** What is counted of a message. */
export interface Facts {
	/** Bytes. */
	size: number;
	seen: boolean;
	/** ISO 8601 in UTC, from INTERNALDATE. */
	receivedAt: string | null;
	/** An address in lower case; empty where the message has none. Where it was asked for. */
	sender?: string;
	/** As far as the header tells. Where it was asked for. */
	kind?: Kind;
}

/**
 * The facts of messages of the open folder, one by one, so that none of them is kept. No body is read.
 *
 * @param uids ascending
 */
export async function* factsOf(
	connection: Connection,
	uids: number[],
	wanted: { senders: boolean; kind: boolean },
): AsyncGenerator<Facts> {
	const query: FetchQueryObject = {
		...{ uid: true, flags: true, size: true, internalDate: true },
		envelope: wanted.senders || wanted.kind,
		headers: wanted.kind ? kindFields : undefined,
	};
	for (const group of uidGroups(uids)) {
		const left = new Set(group);
		for await (const data of connection.fetch(uidSet(group), query, { uid: true })) {
			// The server may tell of others, or of new flags alone, in between; each counts once.
			if (data.size === undefined || !left.delete(data.uid)) continue;
			const from = sendersIn(data.envelope);
			const subject = inOneLine(data.envelope?.subject ?? '');
			const header = data.headers ?? Buffer.alloc(0);
			yield {
				size: data.size,
				seen: [...(data.flags ?? [])].some((flag) => /^\\seen$/i.test(flag)),
				receivedAt: isoDate(data.internalDate),
				...(wanted.senders ? { sender: from[0]?.address ?? '' } : {}),
				...(wanted.kind ? { kind: headerKind(header, { from, subject }) } : {}),
			};
		}
		assertUsable(connection);
	}
}
