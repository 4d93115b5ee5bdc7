import type { Snapshot } from './snapshot';

/** A message is in one cell of each row. */
const ROWS = 4;
const CELLS_PER_ROW = 96;
const CELLS = ROWS * CELLS_PER_ROW;

/** Count 2, UID 4, state 4, check 2. */
const BYTES_PER_CELL = 12;

/** Bytes of a sketch, whatever the size of the folder. */
export const SKETCH_BYTES = CELLS * BYTES_PER_CELL;

/**
 * A snapshot of a folder in a fixed size, from which it can be had back beside one of today, as long as
 * no more than some 250 messages are different: an invertible Bloom lookup table (Goodrich and
 * Mitzenmacher 2011). Each cell holds sums over the messages that fall into it. With those of today
 * taken out, what differs is left; a cell with a single message tells it, and without that message
 * other cells come to have a single one. At the end all cells are empty, or the sketch says so.
 */
class Sketch {
	private readonly counts = new Int32Array(CELLS);
	private readonly uids = new Uint32Array(CELLS);
	private readonly states = new Uint32Array(CELLS);
	private readonly checks = new Uint16Array(CELLS);

	/** @param sign 1 puts a message in, -1 takes it out */
	count(uid: number, state: number, sign: number): void {
		const check = checkOf(uid, state);
		for (let row = 0; row < ROWS; row++) {
			const cell = cellOf(uid, state, row);
			this.counts[cell] = (this.counts[cell] ?? 0) + sign;
			this.uids[cell] = (this.uids[cell] ?? 0) ^ uid;
			this.states[cell] = (this.states[cell] ?? 0) ^ state;
			this.checks[cell] = (this.checks[cell] ?? 0) ^ check;
		}
	}

	/** A message that is alone in a cell; undefined where there is none. */
	private alone(cell: number): { uid: number; state: number; sign: number } | undefined {
		const { [cell]: sign = 0 } = this.counts;
		const { [cell]: uid = 0 } = this.uids;
		const { [cell]: state = 0 } = this.states;
		if (Math.abs(sign) !== 1 || this.checks[cell] !== checkOf(uid, state)) return undefined;
		return cellOf(uid, state, Math.floor(cell / CELLS_PER_ROW)) === cell
			? { uid, state, sign }
			: undefined;
	}

	/** Takes everything out, as far as it can be told. @returns undefined where something is left */
	emptied() {
		const found: { uid: number; state: number; sign: number }[] = [];
		for (let before = -1; before < found.length && found.length <= CELLS;) {
			before = found.length;
			for (let cell = 0; cell < CELLS; cell++) {
				const one = this.alone(cell);
				if (!one) continue;
				this.count(one.uid, one.state, -one.sign);
				found.push(one);
			}
		}
		const all = [this.counts, this.uids, this.states, this.checks];
		return all.every((sums) => sums.every((sum) => sum === 0)) ? found : undefined;
	}

	format(): string {
		const bytes = Buffer.alloc(SKETCH_BYTES);
		for (let cell = 0; cell < CELLS; cell++) {
			const at = cell * BYTES_PER_CELL;
			bytes.writeUInt16LE((this.counts[cell] ?? 0) & 0xffff, at);
			bytes.writeUInt32LE(this.uids[cell] ?? 0, at + 2);
			bytes.writeUInt32LE(this.states[cell] ?? 0, at + 6);
			bytes.writeUInt16LE(this.checks[cell] ?? 0, at + 10);
		}
		return bytes.toString('base64');
	}

	/** @returns undefined where the text is none that `format` made */
	static parse(text: string): Sketch | undefined {
		const bytes = Buffer.from(text, 'base64');
		if (bytes.length !== SKETCH_BYTES) return undefined;
		const sketch = new Sketch();
		for (let cell = 0; cell < CELLS; cell++) {
			const at = cell * BYTES_PER_CELL;
			sketch.counts[cell] = bytes.readUInt16LE(at);
			sketch.uids[cell] = bytes.readUInt32LE(at + 2);
			sketch.states[cell] = bytes.readUInt32LE(at + 6);
			sketch.checks[cell] = bytes.readUInt16LE(at + 10);
		}
		return sketch;
	}

	/** Counts are kept modulo 2^16: what differs is far less. */
	takeOut(messages: Snapshot): void {
		for (const [uid, state] of messages) this.count(uid, state, -1);
		for (let cell = 0; cell < CELLS; cell++) {
			this.counts[cell] = ((this.counts[cell] ?? 0) << 16) >> 16;
		}
	}
}

/** A sketch as text. */
export function sketchOf(messages: Snapshot): string {
	const sketch = new Sketch();
	for (const [uid, state] of messages) sketch.count(uid, state, 1);
	return sketch.format();
}

/**
 * The messages that a sketch was made of.
 *
 * @param now those that are there today
 * @returns undefined where more is different than the sketch can tell
 */
export function recalled(text: string, now: Snapshot): Snapshot | undefined {
	const sketch = Sketch.parse(text);
	sketch?.takeOut(now);
	const differences = sketch?.emptied();
	if (!differences) return undefined;
	const then = new Map(now);
	for (const { uid, sign } of differences) if (sign < 0) then.delete(uid);
	for (const { uid, state, sign } of differences) if (sign > 0) then.set(uid, state);
	return then;
}

function cellOf(uid: number, state: number, row: number): number {
	return row * CELLS_PER_ROW + (mixed(uid, state, row + 1) % CELLS_PER_ROW);
}

function checkOf(uid: number, state: number): number {
	return mixed(uid, state, 0) & 0xffff;
}

/** 32 bits that look like chance (the finalizer of MurmurHash3, for each of the two). */
function mixed(uid: number, state: number, seed: number): number {
	return finalized(finalized(uid ^ Math.imul(seed, 0x9e3779b1)) ^ state);
}

function finalized(value: number): number {
	const first = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
	const second = Math.imul(first ^ (first >>> 13), 0xc2b2ae35);
	return (second ^ (second >>> 16)) >>> 0;
}
