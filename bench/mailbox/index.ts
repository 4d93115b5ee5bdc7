import { startDelayProxy } from '../support/delayProxy';
import type { Mailbox } from '../support/mailbox';
import { type MailServer, startMailServer } from '../support/mailServer';
import { median, rounded } from '../support/statistics';
import { roundTripsOfChanges } from './changes';
import { startDoing } from './doing';
import type { Job, Task } from './jobs';
import { mailsOf, mailWithFile } from './mails';

const MESSAGES = 50_000;
const REPETITIONS = 9;

/** Until the code is compiled. */
const WARM_UPS = 5;

const FILE_BYTES = 100e6;
const ROUND_TRIP_MS = 20;

interface Comparison {
	label: string;
	job: Job;
	/** Messages that come of it. */
	count: number;
	mailbox: Mailbox;
}

/**
 * A full mailbox: the node Envelope Mailbox in n8n's engine beside the libraries that it stands on, each
 * over a connection that is open already. And what the node takes in memory, and in commands.
 */
export async function bench() {
	const server = await startMailServer(2);
	const mailbox = await server.mailbox(MESSAGES, await mailsOf(MESSAGES));
	const delay = await startDelayProxy(mailbox.port, ROUND_TRIP_MS);
	const far = { ...mailbox, port: delay.port };
	const comparisons: Comparison[] = [
		{ label: 'newest 1,000 envelopes', job: 'list', count: 1_000, mailbox },
		{ label: '100 messages simplified', job: 'get', count: 100, mailbox },
		{ label: `the same at ${ROUND_TRIP_MS} ms`, job: 'get', count: 100, mailbox: far },
		{ label: 'search, newest 50', job: 'search', count: 50, mailbox },
	];
	const ratios: number[] = [];
	for (const comparison of comparisons) ratios.push(await ratioOf(comparison));
	await delay.stop();
	const [list1000RatioToLimit = NaN, get100RatioToLimit = NaN] = ratios;
	const [get100Rtt20RatioToLimit = NaN, search50RatioToLimit = NaN] = ratios.slice(2);
	const listing = await growthOf({ job: 'list', mailbox, count: 1_000, warmUp: 10 });
	const download = await growthOf(await downloading(server));
	const changesRoundTrips = await roundTripsOfChanges(mailbox, server.plainPort);
	await server.stop();
	return {
		list1000RatioToLimit,
		get100RatioToLimit,
		get100Rtt20RatioToLimit,
		search50RatioToLimit,
		changesRoundTrips,
		rssGrowthMb: listing,
		downloadRssGrowthMb: download,
	};
}

/** In turns, so that what else the machine does hits both. */
async function ratioOf({ label, job, count, mailbox }: Comparison): Promise<number> {
	const task = { job, mailbox, count, warmUp: count, measured: 'seconds' as const };
	const library = await startDoing({ ...task, doer: 'library' });
	const own = await startDoing({ ...task, doer: 'envelope' });
	const seconds = { library: [] as number[], own: [] as number[] };
	for (let round = 0; round < WARM_UPS + REPETITIONS; round++) {
		const [limit, ours] = [await library.doAgain(), await own.doAgain()];
		if (round < WARM_UPS) continue;
		seconds.library.push(limit);
		seconds.own.push(ours);
	}
	await Promise.all([library.stop(), own.stop()]);
	const ms = (runs: number[]) => rounded(1000 * median(runs));
	const ratio = rounded(ms(seconds.own) / ms(seconds.library));
	console.log(`${label}, medians of ${REPETITIONS} runs:`);
	console.table({
		'the libraries alone': { ms: ms(seconds.library) },
		'Envelope Mailbox': { ms: ms(seconds.own), ratio },
	});
	return ratio;
}

/** The median of some runs, each in a process that has only done it with less before. */
async function growthOf(task: Omit<Task, 'doer' | 'measured'>): Promise<number> {
	const runs: number[] = [];
	for (let run = 1; run <= 3; run++) {
		const doing = await startDoing({ ...task, doer: 'envelope', measured: 'rssGrowthMb' });
		runs.push(await doing.doAgain());
		await doing.stop();
	}
	return rounded(median(runs));
}

/** A large file in one message, to warm up a small one in another. */
async function downloading(server: MailServer): Promise<Omit<Task, 'doer' | 'measured'>> {
	const files = [await mailWithFile(FILE_BYTES), await mailWithFile(1_000)];
	const mailbox = await server.mailbox(2, (index) => files[index - 1] ?? Buffer.alloc(0));
	return { job: 'download', mailbox, count: 1, warmUp: 0 };
}
