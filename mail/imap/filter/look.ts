import type { FetchMessageObject, FetchQueryObject } from 'imapflow';
import { decodedFields } from '../../message/decodedFields';
import type { Connection } from '../connection';
import { fetchMessages } from '../fetch';
import { fetchOf } from '../usable';

/** Of some messages of the open folder those that fit. UIDs ascending, before and after. */
export type Look = (connection: Connection, uids: number[]) => Promise<number[]>;

/** Messages looked at together: what strangers wrote into each may be large, what the server says not. */
const MAX_MESSAGES = 50;
const MAX_SHORT = 1_000;

/** Looks at what one FETCH tells. A message that is gone meanwhile does not fit. */
export function lookAt(
	query: FetchQueryObject,
	fits: (message: FetchMessageObject) => boolean | Promise<boolean>,
): Look {
	const isLong = query.headers !== undefined || query.bodyStructure;
	return inGroupsOf(isLong ? MAX_MESSAGES : MAX_SHORT, async (connection, uids) => {
		const fitting = new Set<number>();
		for (const message of await fetchOf(connection, uids, query)) {
			if (await fits(message)) fitting.add(message.uid);
		}
		return uids.filter((uid) => fitting.has(uid));
	});
}

/**
 * Looks for a text in header fields as they read, decoded.
 *
 * @param wanted empty where it is enough that there is such a field
 */
export function lookIntoFields(names: string[] | undefined, wanted: string): Look {
	return lookAt({ headers: names ?? true }, async ({ headers }) => {
		const fields = await decodedFields(headers ?? Buffer.alloc(0), names);
		return fields.some((text) => contains(text, wanted));
	});
}

/** Looks for a text in the text of messages as far as it is read (message/limits.ts). */
export function lookIntoBody(wanted: string): Look {
	return inGroupsOf(MAX_MESSAGES, async (connection, uids) => {
		const messages = await fetchMessages(connection, uids);
		return messages
			.filter(({ text, html }) => contains(text, wanted) || contains(html ?? '', wanted))
			.map(({ uid }) => uid);
	});
}

/** Looks for a text in all header fields, and in the text. */
export function lookIntoText(wanted: string): Look {
	const lookIntoHeader = lookIntoFields(undefined, wanted);
	const lookBehindHeader = lookIntoBody(wanted);
	return async (connection, uids) => {
		const inHeader = new Set(await lookIntoHeader(connection, uids));
		const others = uids.filter((uid) => !inHeader.has(uid));
		const inBody = new Set(await lookBehindHeader(connection, others));
		return uids.filter((uid) => inHeader.has(uid) || inBody.has(uid));
	};
}

function inGroupsOf(size: number, look: Look): Look {
	return async (connection, uids) => {
		const found: number[] = [];
		for (let from = 0; from < uids.length; from += size) {
			found.push(...(await look(connection, uids.slice(from, from + size))));
		}
		return found;
	};
}

function contains(text: string, wanted: string): boolean {
	return folded(text).includes(folded(wanted));
}

function folded(text: string): string {
	return text.normalize('NFC').toLowerCase();
}
