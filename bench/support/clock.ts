/** Milliseconds since 1970 with their fractions, which `Date.now()` leaves out. */
export function now(): number {
	return performance.timeOrigin + performance.now();
}
