import { join } from 'node:path';
import { startServerProcess } from '../support/childProcess';
import { type Toll, tollSchema } from '../support/toll';
import type { Task } from './jobs';

/** Starts a process that has done its job once, and does it again, and says what it took. */
export async function startDoing(task: Task) {
	const module = join(__dirname, 'doing.process.ts');
	const child = await startServerProcess(module, [JSON.stringify(task)]);
	return {
		doAgain: async (): Promise<Toll> => tollSchema.parse(await child.ask()),
		stop: () => child.stop(),
	};
}
