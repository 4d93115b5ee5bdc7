import { serve } from '../support/childProcess';
import { tollOf } from '../support/toll';
import { envelope } from './doers/envelope';
import { library } from './doers/library';
import { taskSchema } from './jobs';

// All are loaded, so that all start from the same memory.
const doers = { library, envelope };

async function main([argument = '']: string[]): Promise<void> {
	const { doer, job, mailbox, count, warmUp } = taskSchema.parse(JSON.parse(argument));
	const act = await doers[doer](mailbox, job);
	await act(warmUp);
	serve({}, () =>
		tollOf(async () => {
			const done = await act(count);
			const wanted = job === 'download' ? 1 : count;
			if (done !== wanted) throw new Error(`${doer}: ${done} of ${wanted} came of ${job}`);
		}),
	);
}

void main(process.argv.slice(2));
