import { z } from 'zod';
import { mailboxSchema } from '../support/mailbox';

/** What is done in a folder of 50,000 messages. */
export const jobSchema = z.enum(['list', 'get', 'search', 'download']);

export type Job = z.infer<typeof jobSchema>;

export const taskSchema = z.object({
	doer: z.enum(['library', 'envelope']),
	job: jobSchema,
	measured: z.enum(['seconds', 'rssGrowthMb']),
	mailbox: mailboxSchema,
	/** How many messages come of it. */
	count: z.number(),
	/** The same, before, to warm up the connection and the code. */
	warmUp: z.number(),
});

/** What one process has to do. */
export type Task = z.infer<typeof taskSchema>;

/** The sender of every tenth message. */
export const WANTED = 'ann@example.test';
