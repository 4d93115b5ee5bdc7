import type { Sent } from './outcome';
import { Turns } from './turns';

/** Some 60 bytes each, 6 MB together: enough for the retries of every execution under way. */
const MAX_WEIGHT = 100_000;

/** An entry by itself, and a recipient that the server refused with some words. */
const ENTRY_WEIGHT = 9;

/** `inDoubt` for a message of which nobody knows whether it is out. */
export type Known = Sent | 'inDoubt';

/**
 * What a process knows of the messages it sent, by account and Message-ID: n8n's own "retry on
 * fail" runs all items of a node again, and of these the ones that went out before must not go out
 * twice. A durable record takes this place later; until then a restart forgets.
 */
export class SendRecord extends Turns {
	/** In the order in which they came. */
	private readonly entries = new Map<string, Known>();
	private weight = 0;

	/** @param maxWeight an entry weighs 9 and 1 for each recipient, 9 for a refused one; the newest stay */
	constructor(private readonly maxWeight = MAX_WEIGHT) {
		super();
	}

	get(key: string): Known | undefined {
		return this.entries.get(key);
	}

	keep(key: string, known: Known): void {
		this.forget(key);
		this.entries.set(key, known);
		this.weight += weightOf(known);
		for (const oldest of this.entries.keys()) {
			if (this.weight <= this.maxWeight || oldest === key) break;
			this.forget(oldest);
		}
	}

	private forget(key: string): void {
		const known = this.entries.get(key);
		if (known === undefined) return;
		this.entries.delete(key);
		this.weight -= weightOf(known);
	}
}

function weightOf(known: Known): number {
	if (known === 'inDoubt') return ENTRY_WEIGHT;
	const { accepted, rejected, unknown } = known;
	return ENTRY_WEIGHT * (1 + rejected.length) + accepted.length + unknown.length;
}
