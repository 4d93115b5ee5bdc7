import { EnvelopeError } from '../../errors';
import type { Handle } from '../../message/handle';
import type { Connection } from '../../imap/connection';
import { askServer, lookAtAll, type Refused, unsettled } from '../../imap/filter/ask';
import { type Condition, costOf } from '../../imap/filter/condition';
import { type Candidates, fromEnd, fromList } from './candidates';
import { openNow } from '../open';
import { type Hit, withDates } from './dates';
import type { Place } from './page';

/** Messages looked at together. */
const MIN_BATCH = 50;
const MAX_BATCH = 1_000;

/** Messages of a folder that are looked at, whatever that costs. */
const MIN_LOOK = 10;

/** What a folder holds of what is searched for. */
export interface Newest extends Hits {
	place: Omit<Handle, 'uid'>;
	/** Newest first, by UID; no more than the limit. */
	hits: Hit[];
}

interface Hits {
	/** Where there may be more: the UID below which it goes on. */
	restBelow?: number;
	/** What was looked at and what not, because the server does not search by some conditions. */
	unlooked?: { looked: number; left: number; by: Condition[] };
}

export interface NewestOptions {
	/** Hits that are wanted. */
	limit: number;
	/** What looking at messages may cost, see Condition. */
	maxCost: number;
	/** Whether the hits are to have their dates. */
	dated: boolean;
}

/**
 * The newest messages of a folder that fit; it is left open.
 *
 * @throws EnvelopeError STALE_HANDLE
 */
export async function newestIn(
	connection: Connection,
	{ folder, from }: Place,
	conditions: Condition[],
	{ limit, maxCost, dated }: NewestOptions,
): Promise<Newest> {
	const place = await openNow(connection, folder);
	if (from && from.uidValidity !== place.uidValidity) throw rebuilt(place.folder);
	const refused: Refused = new Set();
	const candidates = await candidatesOf(connection, conditions, refused, from?.below);
	const by = unsettled(conditions, refused);
	const look = (uids: number[]) => lookAtAll(connection, uids, by, refused);
	const { uids, ...rest } = await collect(candidates, by, look, limit, maxCost);
	return {
		...rest,
		place,
		hits: dated ? await withDates(connection, uids) : uids.map((uid) => ({ uid, receivedAt: 0 })),
	};
}

async function candidatesOf(
	connection: Connection,
	conditions: Condition[],
	refused: Refused,
	below: number | undefined,
): Promise<Candidates> {
	if (below !== undefined && below <= 1) return fromList([]);
	const within = below === undefined ? undefined : `1:${below - 1}`;
	const told = await askServer(connection, conditions, refused, within);
	return told ? fromList(told) : fromEnd(connection, below);
}

/** @param look finds those that fit among some, ascending, by what the server has not settled */
async function collect(
	candidates: Candidates,
	by: Condition[],
	look: (uids: number[]) => Promise<number[]>,
	limit: number,
	maxCost: number,
): Promise<Hits & { uids: number[] }> {
	const atATime = by.length === 0 ? limit : Math.min(Math.max(limit, MIN_BATCH), MAX_BATCH);
	const maxLooked = Math.max(MIN_LOOK, Math.floor(maxCost / costOf(by)));
	let uids: number[] = [];
	let looked = 0;
	let lowest: number | undefined;
	while (uids.length < limit && looked < maxLooked) {
		const batch = await candidates.next(Math.min(atATime, maxLooked - looked));
		if (batch.length === 0) break;
		lowest = batch.at(-1);
		looked += batch.length;
		uids = uids.concat(by.length === 0 ? batch : (await look(batch.reverse())).reverse());
	}
	const left = candidates.left();
	const isCut = uids.length < limit && left > 0;
	if (uids.length > limit) return { uids: uids.slice(0, limit), restBelow: uids[limit - 1] };
	return {
		uids,
		restBelow: left > 0 ? lowest : undefined,
		unlooked: isCut ? { looked, left, by } : undefined,
	};
}

function rebuilt(folder: string): EnvelopeError {
	const what = `The folder "${folder}" was rebuilt by the server since the last page`;
	const remedy = 'Search anew, without a page: the messages have other IDs now.';
	return new EnvelopeError('STALE_HANDLE', what, { phase: 'fetch', remedy });
}
