import { type MailServer, startMailServer } from '../support/mailServer';
import { requireN8n, startRealN8n } from '../support/n8n';
import { median, rounded } from '../support/statistics';
import type { Toll } from '../support/toll';
import { builtIn, envelope, PER_EXECUTION, type Rate } from './inN8n';
import { type Filled, readInProcess, type Task } from './reading';

const REPETITIONS = 3;
const MESSAGES = 10_000;
const WARM_UP = 100;

/** An execution of n8n takes its time, so fewer: rates are compared, not times. */
const IN_N8N = 2_000;

interface ReadingLane {
	label: string;
	reader: Task['reader'];
	runs: Toll[];
}

interface N8nLane {
	label: string;
	rate: Rate;
	rates: number[];
}

/**
 * A mailbox that is full when the trigger starts: Envelope Trigger before an engine that accepts at
 * once, beside the two libraries that it stands on, each in a fresh process; and in a real n8n
 * beside n8n's own trigger, where both give as many messages to an execution.
 */
export async function bench() {
	requireN8n();
	const server = await startMailServer(2 + 2 * (REPETITIONS + 1));
	const library: ReadingLane = { label: 'imapflow + mailparser', reader: 'libraries', runs: [] };
	const own: ReadingLane = { label: 'Envelope Trigger', reader: 'envelope', runs: [] };
	await readInTurns([library, own], server);
	const ownInN8n: N8nLane = { label: 'Envelope Trigger', rate: envelope, rates: [] };
	const other: N8nLane = { label: 'Email Trigger (IMAP)', rate: builtIn, rates: [] };
	await runInTurns([ownInN8n, other], server);
	await server.stop();

	console.log(`${MESSAGES} messages of 23 KB, medians of ${REPETITIONS} runs:`);
	printReading([library, own]);
	console.log(`${IN_N8N} of them in n8n, ${PER_EXECUTION} messages per execution:`);
	console.table(
		Object.fromEntries(
			[ownInN8n, other].map(({ label, rates }) => [
				label,
				{ 'messages/s': rounded(median(rates)) },
			]),
		),
	);
	return {
		ratioToLimit: rounded(perSecond(own) / perSecond(library)),
		ratioToBuiltIn: rounded(median(ownInN8n.rates) / median(other.rates)),
		rssGrowthMb: middle(own, 'rssGrowthMb'),
	};
}

/** Round by round, so that what else the machine does hits all. */
async function readInTurns(lanes: ReadingLane[], server: MailServer): Promise<void> {
	const filled = async (messages: number): Promise<Filled> => {
		return { mailbox: await server.mailbox(messages), messages };
	};
	const [full, warmUp] = [await filled(MESSAGES), await filled(WARM_UP)];
	for (let round = 1; round <= REPETITIONS; round++) {
		console.log(`Reading, round ${round} of ${REPETITIONS} …`);
		for (const { reader, runs } of round % 2 ? lanes : lanes.toReversed()) {
			runs.push(await readInProcess({ reader, full, warmUp }));
		}
	}
}

/** In one n8n; the first round is to warm up. */
async function runInTurns(lanes: N8nLane[], server: MailServer): Promise<void> {
	const n8n = await startRealN8n();
	for (let round = 0; round <= REPETITIONS; round++) {
		console.log(`In n8n, ${round === 0 ? 'warming up' : `round ${round} of ${REPETITIONS}`} …`);
		for (const { rate, rates } of round % 2 ? lanes : lanes.toReversed()) {
			const measured = await rate(server, n8n, round === 0 ? WARM_UP : IN_N8N);
			if (round > 0) rates.push(measured);
		}
	}
	await n8n.stop();
}

function perSecond(lane: ReadingLane): number {
	return MESSAGES / median(lane.runs.map(({ seconds }) => seconds));
}

function middle({ runs }: ReadingLane, figure: keyof Toll): number {
	return rounded(median(runs.map((run) => run[figure])));
}

function printReading(lanes: ReadingLane[]): void {
	const rows = lanes.map((lane) => [
		lane.label,
		{
			'messages/s': rounded(perSecond(lane)),
			'RSS growth, MB': middle(lane, 'rssGrowthMb'),
			'longest stall, ms': middle(lane, 'maxStallMs'),
		},
	]);
	console.table(Object.fromEntries(rows));
}
