/** Message-IDs of an account, and accounts; some 100 KB each, and 5 MB at most. */
const MAX_IDS = 1_000;
const MAX_OWNERS = 50;

/** Remembers Message-IDs by account, and forgets the oldest. */
export class KnownIds {
	private readonly owners = new Map<string, Set<string>>();

	has(owner: string, id: string): boolean {
		return this.owners.get(owner)?.has(id) ?? false;
	}

	add(owner: string, id: string): void {
		const ids = this.owners.get(owner) ?? new Set();
		// At the end of the map are those that were used last.
		this.owners.delete(owner);
		this.owners.set(owner, ids.add(id));
		shorten(this.owners, MAX_OWNERS);
		shorten(ids, MAX_IDS);
	}
}

/** Forgets what was kept first, until no more than so much is left. */
export function shorten(kept: Map<string, unknown> | Set<string>, size: number): void {
	for (const oldest of kept.keys()) {
		if (kept.size <= size) return;
		kept.delete(oldest);
	}
}
