import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { serve } from '../support/childProcess';
import { collectGarbage } from '../support/toll';
import { type Cost, taskSchema } from './holding';
import { library } from './holders/library';
import { builtIn, envelope } from './holders/triggers';

/** Until what the last one does after it was opened is done. */
const SETTLED_AFTER_MS = 1_000;

// All are loaded, so that all start from the same memory.
const holders = { library, envelope, builtIn };

async function main([argument = '']: string[]): Promise<void> {
	const { holder, mailboxes, warmUp } = taskSchema.parse(JSON.parse(argument));
	const hold = await holders[holder]();
	const close = await hold(warmUp, 'warm-up');
	await sleep(SETTLED_AFTER_MS);
	await close();

	async function open(): Promise<Cost> {
		const before = await memory();
		const start = performance.now();
		for (const [index, mailbox] of mailboxes.entries()) await hold(mailbox, String(index));
		const seconds = (performance.now() - start) / 1000;
		const after = await memory();
		const growth = (kind: keyof typeof before) => (after[kind] - before[kind]) / 1e6;
		return { rssMb: growth('rss'), heapMb: growth('heapUsed'), seconds };
	}
	serve({}, open);
}

/** What is left when all is quiet and nothing is free. */
async function memory(): Promise<NodeJS.MemoryUsage> {
	await sleep(SETTLED_AFTER_MS);
	collectGarbage();
	return process.memoryUsage();
}

// Otherwise the second look finds less, as V8 throws away what code was not run for a while.
setFlagsFromString('--no-flush-bytecode');

void main(process.argv.slice(2));
