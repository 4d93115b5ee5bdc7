import { median, rounded } from '../support/statistics';
import { startCheckingSink } from './checkingSink';
import { randomFile, type TestFile } from './files';
import { startSending, type Task } from './sending';
import type { Toll } from '../support/toll';

const REPETITIONS = 5;
const FILE_BYTES = 100e6;

interface Lane {
	label: string;
	sender: Task['sender'];
	runs: Toll[];
}

/**
 * A mail with a file of 100 MB out of n8n's filesystem store: Envelope Send beside the library that
 * it stands on and beside n8n's own node, what it takes in memory and for how long it holds up
 * everything else. Each mail is sent by a fresh process over TLS, and has to arrive intact.
 */
export async function bench() {
	const library: Lane = { label: 'nodemailer alone', sender: 'nodemailer', runs: [] };
	const own: Lane = { label: 'Envelope Send', sender: 'envelope', runs: [] };
	const other: Lane = { label: 'n8n Send Email', sender: 'builtIn', runs: [] };
	await runInTurns([library, own, other]);

	console.log(`${FILE_BYTES / 1e6} MB attached, medians of ${REPETITIONS} runs:`);
	printTable([library, own, other]);
	return {
		rssGrowthMb: middle(own, 'rssGrowthMb'),
		builtInRssGrowthMb: middle(other, 'rssGrowthMb'),
		maxStallMs: middle(own, 'maxStallMs'),
	};
}

/** Round by round, so that what else the machine does hits all. */
async function runInTurns(lanes: Lane[]): Promise<void> {
	const [file, warmUp] = [await randomFile(FILE_BYTES), await randomFile(1000)];
	const sink = await startCheckingSink();
	const target = { port: sink.ports.tls, security: 'tls', ca: sink.ca } as const;
	for (let round = 1; round <= REPETITIONS; round++) {
		console.log(`Round ${round} of ${REPETITIONS} …`);
		for (const { sender, label, runs } of lanes) {
			const task = { sender, target, file: file.path, warmUp: warmUp.path };
			const sending = await startSending(task);
			await sink.take(); // what warmed it up
			runs.push(await sending.send());
			await sending.stop();
			checkArrived(label, file, await sink.take());
		}
	}
	await sink.stop();
}

function checkArrived(label: string, { sha256 }: TestFile, arrived: string[]): void {
	if (arrived.length === 1 && arrived[0] === sha256) return;
	throw new Error(`${label}: the file did not arrive once and intact, but as ${String(arrived)}`);
}

function middle({ runs }: Lane, figure: keyof Toll): number {
	return rounded(median(runs.map((run) => run[figure])));
}

function printTable(lanes: Lane[]): void {
	const rows = lanes.map((lane) => [
		lane.label,
		{
			'RSS growth, MB': middle(lane, 'rssGrowthMb'),
			'longest stall, ms': middle(lane, 'maxStallMs'),
			seconds: middle(lane, 'seconds'),
		},
	]);
	console.table(Object.fromEntries(rows));
}
