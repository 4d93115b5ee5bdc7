/** Seconds after which a message is asked for again that the server lists and does not give out. */
const AGAIN_AFTER_S = [1, 2, 3];

/** Then as often as the folder is looked at anyway, and for so long in all. */
const THEN_AFTER_S = 60;
const GIVEN_UP_AFTER_S = 600;

/** Messages that the server lists before it can give them out, as replicated servers do (measured). */
export class Late {
	private readonly messages = new Map<number, { tries: number; dueAt: number; since: number }>();

	/**
	 * @param now milliseconds
	 * @returns after how many milliseconds it is due again; undefined where it has been late too long
	 */
	note(uid: number, now: number): number | undefined {
		const { tries, since } = this.messages.get(uid) ?? { tries: 0, since: now };
		if (now - since >= GIVEN_UP_AFTER_S * 1_000) {
			this.messages.delete(uid);
			return undefined;
		}
		const afterMs = (AGAIN_AFTER_S[tries] ?? THEN_AFTER_S) * 1_000;
		this.messages.set(uid, { tries: tries + 1, dueAt: now + afterMs, since });
		return afterMs;
	}

	/** Those to ask for again now, ascending. */
	due(now: number): number[] {
		const due = [...this.messages].filter(([, { dueAt }]) => dueAt <= now);
		return due.map(([uid]) => uid).sort((a, b) => a - b);
	}

	/** It came, or is gone. */
	forget(uid: number): void {
		this.messages.delete(uid);
	}
}
