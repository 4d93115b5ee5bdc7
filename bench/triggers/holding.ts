import { join } from 'node:path';
import { z } from 'zod';
import { startServerProcess } from '../support/childProcess';
import { mailboxSchema } from '../support/mailbox';

export const taskSchema = z.object({
	holder: z.enum(['library', 'envelope', 'builtIn']),
	/** One for each to be opened; the same one several times over, where it is shared. */
	mailboxes: z.array(mailboxSchema),
	/** Opened and closed before, so that what the first one loads is not counted. */
	warmUp: mailboxSchema,
});

/** What one process has to open. */
export type Task = z.infer<typeof taskSchema>;

const costSchema = z.object({
	/** Memory of the process (RSS) above what it needed before, both after garbage collection. */
	rssMb: z.number(),
	/** What JavaScript holds of it. */
	heapMb: z.number(),
	seconds: z.number(),
});

/** What it takes to open them all; a MB is 10^6 bytes. */
export type Cost = z.infer<typeof costSchema>;

/**
 * Opens mailboxes in a process of its own.
 *
 * @param whileOpen called while they are
 */
export async function holdInProcess(task: Task, whileOpen?: () => Promise<void>): Promise<Cost> {
	const module = join(__dirname, 'holding.process.ts');
	const child = await startServerProcess(module, [JSON.stringify(task)]);
	const cost = costSchema.parse(await child.ask());
	await whileOpen?.();
	await child.stop();
	return cost;
}
