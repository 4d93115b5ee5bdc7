/** Runs the calls for the same thing one after the other. */
export class Turns {
	/** The last call for each thing that one is under way for. */
	private readonly turns = new Map<string, Promise<unknown>>();

	async inTurn<T>(key: string, call: () => Promise<T>): Promise<T> {
		const turn = (this.turns.get(key) ?? Promise.resolve()).then(call, call);
		this.turns.set(key, turn);
		try {
			return await turn;
		} finally {
			if (this.turns.get(key) === turn) this.turns.delete(key);
		}
	}
}
