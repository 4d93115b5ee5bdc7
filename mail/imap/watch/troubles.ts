import type { Clock } from '../../clock';
import type { EnvelopeError } from '../../errors';
import { mayPass } from './mayPass';

export interface TroublesOptions {
	onTrouble: (error: EnvelopeError) => void;
	log: (text: string) => void;
	/** Milliseconds of outage that pass by themselves and are nobody's business. */
	outageMs: number;
	clock: Clock;
}

/** Decides what of a watch's troubles the user is told: each lasting one, once. */
export class Troubles {
	private since: number | undefined;
	private told = false;

	constructor(private readonly options: TroublesOptions) {}

	/** @param delay milliseconds until the next attempt, for the log */
	tell(error: EnvelopeError, delay: number): void {
		const { clock, log, outageMs, onTrouble } = this.options;
		log(`${error.message} Reconnecting in ${Math.round(delay / 1000)} s.`);
		this.since ??= clock.now();
		const lasts = clock.now() - this.since >= outageMs;
		if (this.told || (mayPass(error) && !lasts)) return;
		this.told = true;
		onTrouble(error);
	}

	/** It works again. */
	passed(): void {
		if (this.since !== undefined) this.options.log('The mailbox is connected again.');
		this.since = undefined;
		this.told = false;
	}
}
