import { join } from 'node:path';
import { z } from 'zod';
import { type SmtpSink, startSmtpSink } from '../support/smtpSink';

const countsSchema = z.object({
	connections: z.number(),
	/** Most connections open at once. */
	concurrent: z.number(),
	logins: z.number(),
	messages: z.number(),
	bytes: z.number(),
});

export type SinkCounts = z.infer<typeof countsSchema>;

/** An SMTP server that counts; before it says what it took, it waits until all have hung up. */
export function startCountingSink(): Promise<SmtpSink<SinkCounts>> {
	return startSmtpSink(join(__dirname, 'countingSink.process.ts'), countsSchema);
}
