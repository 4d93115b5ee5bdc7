/** Ranges of one command: some 4,000 characters, of the 8,000 that servers take (RFC 2683 §3.2.1.5). */
const MAX_RANGES = 180;

/**
 * A set for a command, such as `1:3,7`.
 *
 * @param uids ascending
 */
export function uidSet(uids: number[]): string {
	return rangesOf(uids)
		.map((range) => [...new Set([range[0], range.at(-1)])].join(':'))
		.join(',');
}

/**
 * The UIDs in groups, of which each is a set that fits into a command.
 *
 * @param uids ascending
 */
export function uidGroups(uids: number[]): number[][] {
	const ranges = rangesOf(uids);
	const groups: number[][] = [];
	for (let from = 0; from < ranges.length; from += MAX_RANGES) {
		groups.push(ranges.slice(from, from + MAX_RANGES).flat());
	}
	return groups;
}

function rangesOf(uids: number[]): number[][] {
	const ranges: number[][] = [];
	for (const uid of uids) {
		const range = ranges.at(-1);
		if (range?.at(-1) === uid - 1) range.push(uid);
		else ranges.push([uid]);
	}
	return ranges;
}

/** Of a set from outside, which could name billions in a few characters. */
export const MAX_UIDS = 1_000_000;

/**
 * The UIDs of a set, ascending where it is.
 *
 * @returns undefined for what is no set of UIDs, or one of more than a mailbox holds
 */
export function parseUidSet(set: string): number[] | undefined {
	const uids: number[] = [];
	for (const range of set === '' ? [] : set.split(',')) {
		const [, first, last = first] = /^(\d{1,10})(?::(\d{1,10}))?$/.exec(range) ?? [];
		const [from, to] = [Number(first), Number(last)].sort((a, b) => a - b);
		if (!from || !to || uids.length + to - from >= MAX_UIDS) return undefined;
		for (let uid = from; uid <= to; uid++) uids.push(uid);
	}
	return uids;
}

/** The UIDs of a set that uidSet made. */
export function uidsIn(set: string): number[] {
	return parseUidSet(set) ?? [];
}
