import { join } from 'node:path';
import { z } from 'zod';
import { startServerProcess } from '../support/childProcess';
import type { Task } from './jobs';

const answer = z.object({ value: z.number() });

/** Starts a process that has done its job once, and does it again, and says what is measured of it. */
export async function startDoing(task: Task) {
	const module = join(__dirname, 'doing.process.ts');
	const child = await startServerProcess(module, [JSON.stringify(task)]);
	return {
		doAgain: async () => answer.parse(await child.ask()).value,
		stop: () => child.stop(),
	};
}
