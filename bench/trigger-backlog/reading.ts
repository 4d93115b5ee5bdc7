import { join } from 'node:path';
import { z } from 'zod';
import { startServerProcess } from '../support/childProcess';
import { mailboxSchema } from '../support/mailbox';
import { type Toll, tollSchema } from '../support/toll';

const filledSchema = z.object({ mailbox: mailboxSchema, messages: z.number() });

/** A mailbox, and how many messages are in it. */
export type Filled = z.infer<typeof filledSchema>;

export const taskSchema = z.object({
	reader: z.enum(['libraries', 'envelope']),
	full: filledSchema,
	/** With few messages, to be read first. */
	warmUp: filledSchema,
});

/** What one process has to read. */
export type Task = z.infer<typeof taskSchema>;

/** Reads a mailbox in a process of its own, which has already read another, and says what it took. */
export async function readInProcess(task: Task): Promise<Toll> {
	const module = join(__dirname, 'reading.process.ts');
	const child = await startServerProcess(module, [JSON.stringify(task)]);
	const toll = tollSchema.parse(await child.ask());
	await child.stop();
	return toll;
}
