import type { Connection } from './connection';
import { cameWithin } from './within';

/** Tells when the open folder may hold something new. */
export class News {
	private came = false;
	private wake = () => {};

	constructor(private readonly connection: Connection) {
		const note = () => {
			this.came = true;
			this.wake();
		};
		connection.on('exists', note);
		connection.on('close', note);
	}

	/**
	 * Waits by IDLE (RFC 2177) where the server has it, which the next command ends.
	 *
	 * @param ms at most
	 * @returns false where the time ran out
	 */
	async wait(ms: number): Promise<boolean> {
		if (!this.came && this.connection.capabilities.has('IDLE')) {
			this.connection.idle().catch(() => {});
		}
		const news = new Promise<void>((resolve) => {
			this.wake = resolve;
			if (this.came) resolve();
		});
		const came = await cameWithin(ms, news);
		this.came = false;
		return came;
	}
}
