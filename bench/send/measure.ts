import type { Target } from '../support/account';
import type { SmtpSink } from '../support/smtpSink';
import { median } from '../support/statistics';
import type { SinkCounts } from './countingSink';
import type { Mail } from './mails';
import type { Sender } from './senders/sender';

/** One sender on one way to the sink. */
export interface Lane {
	sender: Sender;
	target: Target;
	mails: Mail[];
	runs: Run[];
}

interface Run extends SinkCounts {
	seconds: number;
}

/** One run, from nothing open to every message taken; only the sending is timed. */
export async function measure(
	{ sender, target, mails }: Lane,
	sink: SmtpSink<SinkCounts>,
): Promise<Run> {
	const start = performance.now();
	await sender.send(mails, target);
	const seconds = (performance.now() - start) / 1000;
	sender.close();
	const counts = await sink.take();
	if (counts.messages !== mails.length) {
		throw new Error(`${sender.name}: ${counts.messages} of ${mails.length} messages arrived`);
	}
	return { ...counts, seconds };
}

/** Messages in a second, the median of the runs. */
export function rate({ runs }: Lane): number {
	return median(runs.map(({ messages, seconds }) => messages / seconds));
}

/** The largest count of the runs. */
export function most({ runs }: Lane, count: keyof SinkCounts): number {
	return Math.max(...runs.map((run) => run[count]));
}
