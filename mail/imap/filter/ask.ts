import type { SearchObject } from 'imapflow';
import { EnvelopeError } from '../../errors';
import type { Connection } from '../connection';
import { uidGroups, uidSet } from '../uidSet';
import { assertUsable } from '../usable';
import { type Condition, isExact } from './condition';

/** What the server has refused to search by, and is not asked for again. */
export type Refused = Set<Condition>;

/**
 * Those of some messages that fit. The server is asked in one search; what it cannot search by, or
 * refuses to (a key, CHARSET UTF-8), is looked up in the messages themselves.
 *
 * @param uids ascending; so is the result
 */
export async function fitting(
	connection: Connection,
	uids: number[],
	conditions: Condition[],
	refused: Refused,
): Promise<number[]> {
	let found: number[] = [];
	for (const group of uidGroups(uids)) {
		const answer = await askServer(connection, conditions, refused, uidSet(group));
		const told = answer && new Set(answer);
		const left = told ? group.filter((uid) => told.has(uid)) : group;
		found = found.concat(await lookAtAll(connection, left, conditions, refused));
	}
	return found;
}

/**
 * Asks for all conditions at once; where that is refused, for each, to see which it is.
 *
 * @param within a set of UIDs; the whole folder where it is absent
 * @returns UIDs, ascending, of which some may not fit; undefined where the server can be asked for
 * nothing
 */
export async function askServer(
	connection: Connection,
	conditions: Condition[],
	refused: Refused,
	within?: string,
): Promise<number[] | undefined> {
	const asked = conditions.filter((condition) => condition.search && !refused.has(condition));
	const [first, ...others] = asked;
	if (!first) return undefined;
	const answer = await search(connection, asked, within);
	if (answer) return answer;
	if (others.length === 0) {
		refused.add(first);
		return undefined;
	}
	let left: number[] | undefined;
	for (const condition of asked) {
		const told = await askServer(connection, [condition], refused, within);
		const both = told && left && new Set(left);
		left = both ? told.filter((uid) => both.has(uid)) : (told ?? left);
	}
	return left;
}

/** What the server's answer does not settle. */
export function unsettled(conditions: Condition[], refused: Refused): Condition[] {
	return conditions.filter((condition) => !isExact(condition) || refused.has(condition));
}

/** Looks for what the server's answer does not settle. */
export async function lookAtAll(
	connection: Connection,
	uids: number[],
	conditions: Condition[],
	refused: Refused,
): Promise<number[]> {
	let left = uids;
	for (const { look, name } of unsettled(conditions, refused)) {
		if (left.length === 0) break;
		if (!look) {
			const what = `The server refused the ${name}`;
			throw new EnvelopeError('SERVER_REJECTED', what, { phase: 'fetch' });
		}
		left = await look(connection, left);
	}
	return left;
}

/** @returns undefined where the server refuses; imapflow answers `false` to this and to a lost connection */
async function search(
	connection: Connection,
	conditions: Condition[],
	within: string | undefined,
): Promise<number[] | undefined> {
	const searches = conditions.map(({ search = {} }) => search);
	const query = allOf(within === undefined ? searches : [...searches, { uid: within }]);
	const answer = await connection.search(query, { uid: true });
	if (Array.isArray(answer)) return answer.sort((a, b) => a - b);
	assertUsable(connection);
	return undefined;
}

/**
 * One search inside the other, so that a key may come twice: an OR of one is that one to imapflow. It
 * puts brackets around an operand with several keys, and only then. What has an OR of its own is the
 * innermost; another one such is told as it is by two NOTs.
 */
export function allOf(searches: SearchObject[]): SearchObject {
	const innermost = searches.find(({ or }) => or) ?? searches.at(-1) ?? {};
	return searches
		.filter((search) => search !== innermost)
		.map((search) => (search.or ? { not: { not: search } } : search))
		.reduceRight<SearchObject>((inner, search) => ({ ...search, or: [inner] }), innermost);
}
