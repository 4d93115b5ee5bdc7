import { asWords, EnvelopeError } from '../../errors';
import type { Handle } from '../../message/handle';
import type { Connection } from '../../imap/connection';
import type { Filter } from '../../imap/filter/filter';
import { servedConditions } from '../../imap/filter/matching';
import { ALL_FOLDERS, foldersToSearch } from './folders';
import { merged } from './merged';
import { type Newest, newestIn } from './newest';
import { formatPage, parsePage, type Place } from './page';

export interface SearchQuery {
	/** Paths or special uses, as resolveFolder takes them; `*` is every folder that mail is kept in. */
	folders: string[];
	filter: Filter;
	/** Messages of a page, at least 1. */
	limit: number;
	/** The `nextPage` of the same query. */
	page?: string;
}

export interface Found {
	/**
	 * Newest first: in one folder as they came into it, in several by the time at which the server got
	 * them.
	 */
	handles: Handle[];
	/** Absent where there is no more. */
	nextPage?: string;
	/** What was not searched, in sentences. */
	notes: string[];
}

/**
 * What looking at messages may cost, in all folders together: 20,000 messages of which a header or a
 * date is read, or 1,000 of which the body is.
 */
const MAX_COST = 20_000;

/** Folders that a note names. */
const MAX_NAMED = 5;

/**
 * Searches folders, newest first. The pages of a query hold each message once, whatever comes and goes
 * meanwhile; what comes after the first page is on none. Where messages have to be looked at because
 * the server cannot search by what is asked, a page may end early: the notes say so, and the next page
 * goes on there.
 *
 * @throws EnvelopeError INVALID_FIELD for a filter or a page that cannot be used, FOLDER_NOT_FOUND,
 * STALE_HANDLE where a folder was rebuilt since the last page
 */
export async function search(connection: Connection, query: SearchQuery): Promise<Found> {
	const streams: Newest[] = [];
	const { notes } = await searchEach(connection, query, async (stream) => {
		streams.push(stream);
	});
	const { handles, left } = merged(streams, query.limit);
	return { handles, ...(left.length > 0 ? { nextPage: formatPage(query, left) } : {}), notes };
}

/**
 * Searches one folder after the other.
 *
 * @param use gets what a folder holds while it is open
 * @returns what was not searched, in sentences
 * @throws EnvelopeError as search does
 */
export async function searchEach(
	connection: Connection,
	query: SearchQuery,
	use: (found: Newest) => Promise<void>,
	{ dated = true } = {},
): Promise<{ notes: string[] }> {
	const conditions = servedConditions(connection, query.filter);
	const { places, notes } = await placesOf(connection, query);
	const options = {
		limit: query.limit,
		maxCost: MAX_COST / places.length,
		dated: dated && places.length > 1,
	};
	const unlooked: Newest[] = [];
	for (const place of places) {
		const found = await newestIn(connection, place, conditions, options).catch((error: unknown) => {
			// What the server lists it may still not open, which is known where this one was asked for.
			const isSkipped = query.folders.includes(ALL_FOLDERS) && !(error instanceof EnvelopeError);
			if (!isSkipped || !connection.usable) throw error;
			notes.push(`The server does not open "${asWords(place.folder)}", so it was not searched.`);
		});
		if (found?.unlooked) unlooked.push({ ...found, hits: [] });
		if (found) await use(found);
	}
	return { notes: [...notes, ...notesOf(unlooked)] };
}

/** Where the search begins, or goes on. */
async function placesOf(
	connection: Connection,
	query: SearchQuery,
): Promise<{ places: Place[]; notes: string[] }> {
	if (query.page !== undefined) return { places: parsePage(query, query.page), notes: [] };
	const { folders, notes } = await foldersToSearch(connection, query.folders);
	return { places: folders.map((folder) => ({ folder })), notes };
}

/** What was looked at and what not, because the server does not search by it. */
function notesOf(streams: Newest[]): string[] {
	const cut = streams.flatMap(({ place, unlooked }) => (unlooked ? [{ ...unlooked, place }] : []));
	if (cut.length === 0) return [];
	const names = new Set(cut.flatMap(({ by }) => by.map(({ name }) => name)));
	const folders = cut
		.slice(0, MAX_NAMED)
		.map(
			({ place, looked, left }) =>
				`the newest ${looked} in "${asWords(place.folder)}", not the ${left} older ones`,
		);
	const more = cut.length > MAX_NAMED ? `; and so in ${cut.length - MAX_NAMED} more folders` : '';
	return [
		`The server does not search by ${[...names].join(', ')}, so messages were looked at one by one: ${folders.join('; ')}${more}. The next page, or the filter Received Before, goes on with the older ones.`,
	];
}
