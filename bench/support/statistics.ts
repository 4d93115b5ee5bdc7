/** The middle one, or the mean of the two middle ones; NaN of none. */
export function median(values: number[]): number {
	const sorted = values.toSorted((a, b) => a - b);
	const upper = sorted[Math.floor(sorted.length / 2)] ?? NaN;
	const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? NaN;
	return (lower + upper) / 2;
}

/** To three digits that count: 0.873, 31.4. */
export function rounded(value: number): number {
	return Number(value.toPrecision(3));
}
