/** Chance that can be had again: mulberry32, from a seed. */
export interface Random {
	seed: number;
	/** 0 or more, below the limit. */
	below(limit: number): number;
	/** One of some; undefined of none. */
	oneOf<T>(choices: readonly T[]): T | undefined;
}

/** @param seed that of a run that failed; another one each time where none is given */
export function random(seed = Number(process.env.SEED) || Date.now() % 1e9): Random {
	let state = seed;
	const below = (limit: number) => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
	};
	return { seed, below, oneOf: (choices) => choices[below(choices.length)] };
}
