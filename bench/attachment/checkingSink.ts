import { join } from 'node:path';
import { z } from 'zod';
import { type SmtpSink, startSmtpSink } from '../support/smtpSink';

/** The SHA-256 of each attachment as it arrived, decoded, in hex. */
const arrivedSchema = z.array(z.string());

export type Arrived = z.infer<typeof arrivedSchema>;

/** An SMTP server that reads what is attached, so that only what arrives intact counts as sent. */
export function startCheckingSink(): Promise<SmtpSink<Arrived>> {
	return startSmtpSink(join(__dirname, 'checkingSink.process.ts'), arrivedSchema);
}
