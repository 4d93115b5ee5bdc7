import { createHash } from 'node:crypto';
import { z } from 'zod';
import { EnvelopeError } from '../../errors';
import type { Filter } from '../../imap/filter/filter';

/** Where a search goes on in a folder. */
export interface Place {
	/** Its path. */
	folder: string;
	/** Absent on the first page. */
	from?: {
		uidValidity: string;
		/** The UID below which it goes on. */
		below: number;
	};
}

interface Query {
	folders: string[];
	filter: Filter;
}

/** Many times what 200 folders take. */
const MAX_LENGTH = 100_000;

const uid = z.int().min(1).max(4_294_967_296);

const schema = z.strictObject({
	/** Of which query it is. */
	q: z.string(),
	f: z
		.array(z.tuple([z.string().regex(/^\P{Cc}+$/u), z.string().regex(/^\d{1,10}$/), uid]))
		.min(1)
		.max(1_000),
});

/** A page as a text, to be given back with the same query: it says where each folder goes on. */
export function formatPage(query: Query, places: Required<Place>[]): string {
	const f = places.map(({ folder, from: { uidValidity, below } }) => [folder, uidValidity, below]);
	return Buffer.from(JSON.stringify({ q: fingerprintOf(query), f })).toString('base64url');
}

/** @throws EnvelopeError INVALID_FIELD for one that is none, or of another query */
export function parsePage(query: Query, page: string): Required<Place>[] {
	const parsed = schema.safeParse(jsonOf(page.trim()));
	if (!parsed.success) {
		throw invalid(
			'The page is not one that a search gave',
			'Give nextPage as it was, or search anew.',
		);
	}
	if (parsed.data.q !== fingerprintOf(query)) {
		const remedy = 'Give the same folders and filters again, or search anew without a page.';
		throw invalid('The page is of a search with other folders or filters', remedy);
	}
	return parsed.data.f.map(([folder, uidValidity, below]) => ({
		folder,
		from: { uidValidity, below },
	}));
}

function jsonOf(page: string): unknown {
	if (page.length > MAX_LENGTH) return undefined;
	try {
		return JSON.parse(Buffer.from(page, 'base64url').toString());
	} catch {
		return undefined;
	}
}

/**
 * Tells one query from another. Times are left out: those that count from now are others at each call,
 * and a page goes on below a message whatever they are.
 */
function fingerprintOf({ folders, filter }: Query): string {
	const isTime = (key: string) => key === 'since' || key === 'before';
	const text = JSON.stringify([folders, filter], (key, value: unknown) =>
		isTime(key) ? undefined : value,
	);
	return createHash('sha256').update(text).digest('base64url').slice(0, 8);
}

function invalid(what: string, remedy: string): EnvelopeError {
	return new EnvelopeError('INVALID_FIELD', what, { phase: 'fetch', remedy });
}
