/** Keys that are told apart: of more, the later ones are counted together. */
const MAX_KEYS = 100_000;

export interface Sum {
	count: number;
	/** Bytes. */
	size: number;
}

export interface Row extends Sum {
	key: string;
}

/** What is not among the rows. */
export interface Others extends Sum {
	/** How many rows there would be; more, where there were too many to tell apart. */
	groups: number;
}

/** Counts and sizes by keys. */
export class Tally {
	private readonly sums = new Map<string, Sum>();
	private readonly rest: Sum = { count: 0, size: 0 };
	/** Whether there were too many keys to tell all apart. */
	isFull = false;

	add(key: string, size: number): void {
		const sum = this.sums.get(key) ?? this.newSum(key);
		sum.count++;
		sum.size += size;
	}

	private newSum(key: string): Sum {
		if (this.sums.size >= MAX_KEYS) {
			this.isFull = true;
			return this.rest;
		}
		const sum = { count: 0, size: 0 };
		this.sums.set(key, sum);
		return sum;
	}

	/**
	 * The first rows.
	 *
	 * @param order of two rows; those with most messages first where none is given
	 */
	rows(limit: number, order = byCount): { rows: Row[]; others?: Others } {
		const all = [...this.sums].map(([key, sum]) => ({ key, ...sum })).sort(order);
		const left = all.slice(limit);
		const others = left.reduce(added, { ...this.rest, groups: left.length });
		return { rows: all.slice(0, limit), ...(others.count > 0 ? { others } : {}) };
	}
}

function added({ count, size, groups }: Others, row: Sum): Others {
	return { count: count + row.count, size: size + row.size, groups };
}

function byCount(a: Row, b: Row): number {
	return b.count - a.count || b.size - a.size || (a.key < b.key ? -1 : 1);
}

/** The last ones first, of days and the like. */
export function byKey(a: Row, b: Row): number {
	return a.key < b.key ? 1 : -1;
}
