/** The middle one, or the mean of the two middle ones; NaN of none. */
export function median(values: number[]): number {
	return percentile(values, 50);
}

/**
 * What so many of a hundred do not exceed, between two of them in proportion; NaN of none.
 *
 * @param percent 0 to 100
 */
export function percentile(values: number[], percent: number): number {
	const sorted = values.toSorted((a, b) => a - b);
	const place = ((sorted.length - 1) * percent) / 100;
	const lower = sorted[Math.floor(place)] ?? NaN;
	const upper = sorted[Math.ceil(place)] ?? NaN;
	return lower + (upper - lower) * (place - Math.floor(place));
}

/** To three digits that count: 0.873, 31.4. */
export function rounded(value: number): number {
	return Number(value.toPrecision(3));
}
