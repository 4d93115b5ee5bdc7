import type { FetchQueryObject } from 'imapflow';
import { inOneLine } from '../message/headerText';
import { isoDate } from '../message/parse';
import { headerKind } from '../message/reading/headerKind';
import { type Kind, kindFields } from '../message/reading/kind';
import type { Connection } from './connection';
import { sendersIn } from './envelopeFields';
import { fetchedInGroups } from './usable';

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
 * The facts of messages of the open folder, some at a time, so that few of them are kept. No body is
 * read.
 *
 * @param uids ascending
 */
export async function* factsOf(
	connection: Connection,
	uids: number[],
	wanted: { senders: boolean; kind: boolean },
): AsyncGenerator<Facts[]> {
	const query: FetchQueryObject = {
		...{ uid: true, flags: true, internalDate: true },
		envelope: wanted.senders || wanted.kind,
		headers: wanted.kind ? kindFields : undefined,
	};
	for await (const group of fetchedInGroups(connection, uids, query)) {
		yield group.map(({ size = 0, flags, internalDate, envelope, headers }) => {
			const from = sendersIn(envelope);
			const subject = inOneLine(envelope?.subject ?? '');
			const header = headers ?? Buffer.alloc(0);
			return {
				size,
				seen: [...(flags ?? [])].some((flag) => /^\\seen$/i.test(flag)),
				receivedAt: isoDate(internalDate),
				...(wanted.senders ? { sender: from[0]?.address ?? '' } : {}),
				...(wanted.kind ? { kind: headerKind(header, { from, subject }) } : {}),
			};
		});
	}
}
