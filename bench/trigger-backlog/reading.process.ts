import { serve } from '../support/childProcess';
import { tollOf } from '../support/toll';
import { type Filled, taskSchema } from './reading';
import { envelope } from './readers/envelope';
import { libraries } from './readers/libraries';

// All are loaded, so that all start from the same memory.
const readers = { libraries, envelope };

async function main([argument = '']: string[]): Promise<void> {
	const task = taskSchema.parse(JSON.parse(argument));
	const read = await readers[task.reader]();
	const empty = ({ mailbox, messages }: Filled) => read(mailbox, messages);
	await empty(task.warmUp);
	serve({}, () => tollOf(() => empty(task.full)));
}

void main(process.argv.slice(2));
