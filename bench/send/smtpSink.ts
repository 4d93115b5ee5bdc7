import { join } from 'node:path';
import { z } from 'zod';
import { startServerProcess } from '../support/childProcess';

const readySchema = z.object({ starttls: z.number(), tls: z.number(), ca: z.string() });

const countsSchema = z.object({
	connections: z.number(),
	/** Most connections open at once. */
	concurrent: z.number(),
	logins: z.number(),
	messages: z.number(),
	bytes: z.number(),
});

export type SinkCounts = z.infer<typeof countsSchema>;

/** The one login of the sink; without it no message is taken. */
export const LOGIN = { user: 'bench@example.test', pass: 'bench' };

export interface SmtpSink {
	/** On 127.0.0.1. */
	ports: { starttls: number; tls: number };
	/** Its certificate, PEM. */
	ca: string;
	/** What came since the last call; waits until every connection is closed. */
	take(): Promise<SinkCounts>;
	stop(): Promise<void>;
}

/** An SMTP server that counts and keeps nothing, in a process of its own. */
export async function startSmtpSink(): Promise<SmtpSink> {
	const child = await startServerProcess(join(__dirname, 'smtpSink.process.ts'));
	const { ca, ...ports } = readySchema.parse(child.ready);
	return {
		ports,
		ca,
		take: async (): Promise<SinkCounts> => countsSchema.parse(await child.ask()),
		stop: () => child.stop(),
	};
}
