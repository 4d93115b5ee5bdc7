import type { SearchObject } from 'imapflow';
import { EnvelopeError } from '../../errors';
import type { Connection } from '../connection';
import { uidGroups, uidSet } from '../uidSet';
import { assertUsable } from '../usable';
import { type Condition, conditionsOf } from './conditions';
import type { Filter } from './filter';

/**
 * The messages of the open folder that fit. The server is asked in one search; what it cannot
 * search by, or refuses to (a key, CHARSET UTF-8), is looked up in the messages themselves.
 *
 * @param uids ascending; so is the result
 * @throws EnvelopeError INVALID_FIELD, and whatever keeps a condition from being tested: none is
 * ever left out
 */
export async function matching(
	connection: Connection,
	uids: number[],
	filter: Filter,
): Promise<number[]> {
	const conditions = conditionsOf(filter);
	if (conditions.length === 0) return uids;
	if (filter.gmailQuery !== undefined && !connection.capabilities.has('X-GM-EXT-1')) {
		throw new EnvelopeError(
			'INVALID_FIELD',
			'The mailbox is not at Gmail, so it has no Gmail search',
			{
				phase: 'fetch',
				remedy: 'Remove the Gmail query and use the other filters.',
			},
		);
	}
	const refused = new Set<Condition>();
	const found: number[] = [];
	for (const group of uidGroups(uids)) {
		found.push(...(await matchingOf(connection, group, conditions, refused)));
	}
	return found;
}

/** @param refused what the server has refused to search by, of which this may find more */
async function matchingOf(
	connection: Connection,
	uids: number[],
	conditions: Condition[],
	refused: Set<Condition>,
): Promise<number[]> {
	const asked = conditions.filter((condition) => condition.search && !refused.has(condition));
	let left = await askedFor(connection, uids, asked, refused);
	for (const condition of conditions) {
		const { look, search, narrows } = condition;
		const answered = search && !refused.has(condition) && !narrows;
		if (answered || left.length === 0) continue;
		if (!look) {
			const what = 'The server refused the Gmail query';
			throw new EnvelopeError('SERVER_REJECTED', what, { phase: 'fetch' });
		}
		left = await look(connection, left);
	}
	return left;
}

/** Asks for all conditions at once; where that is refused, for each, to see which it is. */
async function askedFor(
	connection: Connection,
	uids: number[],
	conditions: Condition[],
	refused: Set<Condition>,
): Promise<number[]> {
	const [first, ...others] = conditions;
	if (!first || uids.length === 0) return uids;
	const answer = await search(connection, uids, conditions);
	if (answer) return answer;
	if (others.length === 0) {
		refused.add(first);
		return uids;
	}
	let left = uids;
	for (const condition of conditions) {
		left = await askedFor(connection, left, [condition], refused);
	}
	return left;
}

/** @returns undefined where the server refuses; imapflow answers `false` to this and to a lost connection */
async function search(
	connection: Connection,
	uids: number[],
	conditions: Condition[],
): Promise<number[] | undefined> {
	const answer = await connection.search(allOf(uids, conditions), { uid: true });
	if (Array.isArray(answer)) {
		const found = new Set(answer);
		return uids.filter((uid) => found.has(uid));
	}
	assertUsable(connection);
	return undefined;
}

/**
 * One search inside the other, so that a key may come twice: an OR of one is that one to imapflow.
 * What has an OR of its own is the innermost.
 */
function allOf(uids: number[], conditions: Condition[]): SearchObject {
	const searches = conditions.map(({ search = {} }) => search);
	const innermost = searches.find(({ or }) => or);
	return searches
		.filter((search) => search !== innermost)
		.reduceRight<SearchObject>((inner, search) => ({ ...search, or: [inner] }), {
			uid: uidSet(uids),
			...innermost,
		});
}
