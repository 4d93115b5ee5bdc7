/** Milliseconds. Together they bound how long a half-open connection goes unnoticed. */
export interface Timing {
	/** How often we look ourselves: the only look without IDLE, the second one with it. */
	lookInterval: number;
	/** A connection that does not answer a small command in this time is dead, whatever TCP says. */
	commandDeadline: number;
}

export const usualTiming: Timing = { lookInterval: 60_000, commandDeadline: 20_000 };
