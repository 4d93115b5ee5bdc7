import { join } from 'node:path';
import { z } from 'zod';
import { startServerProcess } from '../support/childProcess';
import { type Toll, tollSchema } from '../support/toll';

export const taskSchema = z.object({
	sender: z.enum(['nodemailer', 'envelope', 'builtIn']),
	target: z.object({ port: z.number(), security: z.enum(['starttls', 'tls']), ca: z.string() }),
	/** Path of the file to send. */
	file: z.string(),
	/** Path of a small one to send first. */
	warmUp: z.string(),
});

/** What one process has to send. */
export type Task = z.infer<typeof taskSchema>;

/** A process of its own for one mail, in which the sender has already sent a small one. */
export async function startSending(task: Task) {
	const module = join(__dirname, 'sending.process.ts');
	const child = await startServerProcess(module, [JSON.stringify(task)]);
	return {
		/** Sends the file and says what it took. */
		send: async (): Promise<Toll> => tollSchema.parse(await child.ask()),
		stop: () => child.stop(),
	};
}
