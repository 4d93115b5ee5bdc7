import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { bombs } from '../../support/bombs';

const run = promisify(execFile);
const child = resolve(__dirname, '../../support/bombs/child.ts');

/** Ends what hangs: all of a kind take seconds, and the machine may be busy. */
const HANG_MS = 120_000;

/** Half of what one may cost; the messages themselves are made in the same process. */
const HEAP_MB = 100;

test.each(Object.keys(bombs))(
	'bombs of the kind %j neither block a process nor fill its memory',
	async (kind) => {
		const args = ['--import', 'tsx', `--max-old-space-size=${HEAP_MB}`, child, kind];
		const { stdout } = await run(process.execPath, args, { timeout: HANG_MS });
		const read = stdout.trim().split('\n');
		expect(read).toHaveLength(Object.keys(bombs[kind] ?? {}).length);
	},
	HANG_MS * 1.5,
);
