import { z } from 'zod';
import { startServerProcess } from './childProcess';

const readySchema = z.object({ starttls: z.number(), tls: z.number(), ca: z.string() });

export interface SmtpSink<Taken> {
	/** On 127.0.0.1. */
	ports: { starttls: number; tls: number };
	/** Its certificate, PEM. */
	ca: string;
	/** What came since the last call. */
	take(): Promise<Taken>;
	stop(): Promise<void>;
}

/**
 * An SMTP server that keeps nothing, in a process of its own.
 *
 * @param module path of the TypeScript file that serves what `listenForMail` returns
 * @param taken what it answers with
 */
export async function startSmtpSink<Taken>(
	module: string,
	taken: z.ZodType<Taken>,
): Promise<SmtpSink<Taken>> {
	const child = await startServerProcess(module);
	const { ca, ...ports } = readySchema.parse(child.ready);
	return {
		ports,
		ca,
		take: async () => taken.parse(await child.ask()),
		stop: () => child.stop(),
	};
}
