import type { Clock } from '../../clock';
import type { Connection } from '../connection';

/** Seconds after which a message that was announced and is not there yet is looked for again. */
const LATE_AFTER_S = [1, 2, 3];

/** Tells when the open folder may hold something new. */
export class News {
	private came = false;
	private announced = false;
	private wakeUp = () => {};
	/** Milliseconds on the clock at which somebody wants to look again. */
	private readonly alarms = new Set<number>();

	constructor(
		private readonly connection: Connection,
		private readonly clock: Clock,
	) {
		for (const event of ['exists', 'expunge', 'flags', 'close']) {
			connection.on(event, () => this.wake());
		}
		connection.on('exists', ({ count, prevCount }) => {
			if (count > prevCount) this.announced = true;
		});
	}

	/** Whether the server told of a new message since this was asked last. */
	wasAnnounced(): boolean {
		const announced = this.announced;
		this.announced = false;
		return announced;
	}

	/** Ends the waiting, or the next one. */
	wake(): void {
		this.came = true;
		this.wakeUp();
	}

	/** Has the waiting end once more after a while, besides all else. */
	wakeAfter(ms: number): void {
		this.alarms.add(this.clock.now() + ms);
	}

	/** Replication lag: a message may be announced before it can be seen. */
	lookAgainSoon(): void {
		for (const seconds of LATE_AFTER_S) this.wakeAfter(seconds * 1_000);
	}

	/**
	 * Waits by IDLE (RFC 2177) where the server has it, which the next command ends.
	 *
	 * @param ms at most
	 * @returns false where that time ran out
	 */
	async wait(ms: number): Promise<boolean> {
		if (!this.came && this.connection.capabilities.has('IDLE')) {
			this.connection.idle().catch(() => {});
		}
		const news = new Promise<boolean>((resolve) => {
			this.wakeUp = () => resolve(true);
			if (this.came) resolve(true);
		});
		const timer = new AbortController();
		const alarm = Math.min(...this.alarms) - this.clock.now();
		const rung = this.clock.wait(Math.min(ms, Math.max(alarm, 0)), timer.signal);
		const came = await Promise.race([news, rung.then(() => alarm <= ms)]);
		timer.abort();
		this.came = false;
		for (const time of this.alarms) if (time <= this.clock.now()) this.alarms.delete(time);
		return came;
	}
}
