import { serve } from '../support/childProcess';
import { tollOf } from '../support/toll';
import { envelope } from './doers/envelope';
import { library } from './doers/library';
import { type Task, taskSchema } from './jobs';

// All are loaded, so that all start from the same memory.
const doers = { library, envelope };

type Measure = (run: () => Promise<void>) => Promise<number>;

const measures: Record<Task['measured'], Measure> = {
	// Without the garbage collection of tollOf, which throws compiled code away, too.
	seconds: async (run) => {
		const start = performance.now();
		await run();
		return (performance.now() - start) / 1000;
	},
	rssGrowthMb: async (run) => (await tollOf(run)).rssGrowthMb,
};

async function main([argument = '']: string[]): Promise<void> {
	const task = taskSchema.parse(JSON.parse(argument));
	const { doer, job, count, warmUp } = task;
	const act = await doers[doer](task.mailbox, job);
	await act(warmUp);
	const run = async () => {
		const done = await act(count);
		const wanted = job === 'download' ? 1 : count;
		if (done !== wanted) throw new Error(`${doer}: ${done} of ${wanted} came of ${job}`);
	};
	serve({}, async () => ({ value: await measures[task.measured](run) }));
}

void main(process.argv.slice(2));
