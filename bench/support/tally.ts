import { EventEmitter, once } from 'node:events';

/** Counts, and tells when a number is reached. */
export class Tally {
	private count = 0;
	private readonly changed = new EventEmitter();

	add(more: number): void {
		this.count += more;
		this.changed.emit('change');
	}

	async reached(goal: number): Promise<void> {
		while (this.count < goal) await once(this.changed, 'change');
	}
}
