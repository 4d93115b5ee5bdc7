import type { Connection } from '../../imap/connection';
import { type Facts, factsOf } from '../../imap/facts';
import type { Filter } from '../../imap/filter/filter';
import { searchEach } from '../search/search';
import { byKey, type Others, type Row, type Sum, Tally } from './tally';

/** What messages are counted by. */
export const groupings = ['day', 'folder', 'kind', 'month', 'sender', 'senderDomain'] as const;

export type Grouping = (typeof groupings)[number];

export interface StatisticsQuery {
	/** As search takes them. */
	folders: string[];
	filter: Filter;
	by: Grouping[];
	/** Rows of each list. */
	top: number;
	/** Of the IANA database, for days and months. */
	timeZone: string;
}

export interface Statistics extends Sum {
	unread: number;
	/** When the server got the first and the last of them; null where there are none. */
	oldest: string | null;
	newest: string | null;
	/** By what was asked for: most messages first, of days and months the last one. */
	groups: Partial<Record<Grouping, { rows: Row[]; others?: Others }>>;
	notes: string[];
}

/**
 * Counts messages and bytes, from what the server knows of messages and a few fields of their headers;
 * no body is read, and nothing of a message is kept.
 *
 * @throws EnvelopeError as search does
 */
export async function statistics(
	connection: Connection,
	{ folders, filter, by, top, timeZone }: StatisticsQuery,
): Promise<Statistics> {
	const counter = new Counter(by, timeZone);
	const wanted = {
		senders: by.includes('sender') || by.includes('senderDomain'),
		kind: by.includes('kind'),
	};
	const { notes } = await searchEach(
		connection,
		{ folders, filter, limit: Number.MAX_SAFE_INTEGER },
		async ({ place, hits }) => {
			const uids = hits.map(({ uid }) => uid).reverse();
			for await (const group of factsOf(connection, uids, wanted)) {
				for (const facts of group) counter.add(place.folder, facts);
			}
		},
		{ dated: false },
	);
	return counter.result(top, notes);
}

class Counter {
	private readonly tallies: [Grouping, Tally][];
	private readonly total = { count: 0, size: 0, unread: 0 };
	private oldest: string | null = null;
	private newest: string | null = null;
	private readonly days: Intl.DateTimeFormat;

	constructor(by: Grouping[], timeZone: string) {
		this.tallies = by.map((grouping) => [grouping, new Tally()]);
		// Sweden writes dates as ISO 8601 does.
		this.days = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' });
	}

	add(folder: string, facts: Facts): void {
		const { size, seen, receivedAt } = facts;
		this.total.count++;
		this.total.size += size;
		if (!seen) this.total.unread++;
		if (receivedAt !== null) {
			if (this.oldest === null || receivedAt < this.oldest) this.oldest = receivedAt;
			if (this.newest === null || receivedAt > this.newest) this.newest = receivedAt;
		}
		for (const [grouping, tally] of this.tallies) {
			tally.add(this.keyOf(grouping, folder, facts), size);
		}
	}

	/** Empty where the message does not say. */
	private keyOf(grouping: Grouping, folder: string, facts: Facts): string {
		const { receivedAt, sender = '', kind = '' } = facts;
		const day = () => (receivedAt === null ? '' : this.days.format(new Date(receivedAt)));
		switch (grouping) {
			case 'day':
				return day();
			case 'folder':
				return folder;
			case 'kind':
				return kind;
			case 'month':
				return day().slice(0, 'yyyy-mm'.length);
			case 'sender':
				return sender;
			case 'senderDomain':
				return sender.slice(sender.lastIndexOf('@') + 1);
		}
	}

	result(top: number, notes: string[]): Statistics {
		const { total, oldest, newest } = this;
		const groups: Statistics['groups'] = {};
		for (const [grouping, tally] of this.tallies) {
			const isTime = grouping === 'day' || grouping === 'month';
			groups[grouping] = tally.rows(top, isTime ? byKey : undefined);
			if (!tally.isFull) continue;
			notes.push(`There are too many values of ${grouping} to tell them all apart.`);
		}
		return { ...total, oldest, newest, groups, notes };
	}
}
