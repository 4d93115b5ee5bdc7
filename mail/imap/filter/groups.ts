import type { SearchObject } from 'imapflow';
import { allOf, fitting } from './ask';
import { type Condition, costOf, isExact } from './condition';

/** That a message fits one of several groups of conditions, of which each is to be met whole. */
export function anyOf(groups: Condition[][]): Condition {
	const conditions = groups.flat();
	const refused = new Set<Condition>();
	const searches = groups.map(searchOf).filter((search) => search !== undefined);
	return {
		name: nameOf(conditions),
		// More than is wanted is well, but a group that cannot be asked for would be missing.
		search: searches.length === groups.length ? { or: searches } : undefined,
		narrows: !conditions.every(isExact),
		cost: costOf(conditions),
		look: async (connection, uids) => {
			const found = new Set<number>();
			for (const group of groups) {
				const others = uids.filter((uid) => !found.has(uid));
				for (const uid of await fitting(connection, others, group, refused)) found.add(uid);
			}
			return uids.filter((uid) => found.has(uid));
		},
	};
}

/** That a message does not fit a group of conditions. */
export function noneOf(group: Condition[]): Condition {
	const refused = new Set<Condition>();
	const search = searchOf(group);
	return {
		name: nameOf(group),
		// Of more than is wanted the rest is too little.
		search: search && group.every(isExact) ? { not: search } : undefined,
		cost: costOf(group),
		look: async (connection, uids) => {
			const found = new Set(await fitting(connection, uids, group, refused));
			return uids.filter((uid) => !found.has(uid));
		},
	};
}

/** Finds those that fit, and more where some conditions cannot be asked for; undefined where none can. */
function searchOf(group: Condition[]): SearchObject | undefined {
	const searches = group.map(({ search }) => search).filter((search) => search !== undefined);
	return searches.length > 0 ? allOf(searches) : undefined;
}

function nameOf(conditions: Condition[]): string {
	return [...new Set(conditions.map(({ name }) => name))].join(', ');
}
