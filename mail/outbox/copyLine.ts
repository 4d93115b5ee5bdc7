import type { EnvelopeError } from '../errors';

/** As many as there are connections to file them over: each has its whole message in memory. */
const MAX_AT_ONCE = 3;

/** How long a mailbox that could not be reached is left alone: each attempt takes half a minute. */
const CLOSED_MS = 60_000;

interface Line {
	underWay: number;
	waiting: (() => void)[];
}

/** Where copies wait for their turn, account by account. */
export class CopyLine {
	private readonly lines = new Map<string, Line>();
	private readonly closed = new Map<string, { until: number; reason: EnvelopeError }>();

	/** @param now milliseconds since some moment */
	constructor(private readonly now: () => number = () => performance.now()) {}

	/** Files a copy when its turn has come. @throws what it was closed for, or what `file` throws */
	async inTurn<T>(key: string, file: () => Promise<T>): Promise<T> {
		const line = this.lines.get(key) ?? { underWay: 0, waiting: [] };
		this.lines.set(key, line);
		if (line.underWay < MAX_AT_ONCE) line.underWay++;
		else await new Promise<void>((turn) => line.waiting.push(turn));
		try {
			this.refuseWhileClosed(key);
			return await file();
		} finally {
			const next = line.waiting.shift();
			if (next) next();
			else line.underWay--;
			if (line.underWay === 0) this.lines.delete(key);
		}
	}

	/** Lets nobody file a copy for a minute. */
	close(key: string, reason: EnvelopeError): void {
		this.closed.set(key, { until: this.now() + CLOSED_MS, reason });
	}

	private refuseWhileClosed(key: string): void {
		const closed = this.closed.get(key);
		if (!closed) return;
		if (this.now() < closed.until) throw closed.reason;
		this.closed.delete(key);
	}
}
