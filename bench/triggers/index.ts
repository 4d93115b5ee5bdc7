import { type MailServer, startMailServer } from '../support/mailServer';
import type { Mailbox } from '../support/mailbox';
import { requireN8n } from '../support/n8n';
import { median, rounded } from '../support/statistics';
import { type Cost, holdInProcess, type Task } from './holding';

const REPETITIONS = 5;
const TRIGGERS = 50;

interface Lane {
	label: string;
	holder: Task['holder'];
	runs: Cost[];
	/** At the server, for so many triggers on one mailbox. */
	connections: number;
}

/**
 * Many triggers that wait for mail: what each takes in memory, with a mailbox of its own, in a fresh
 * process; and how many connections they make to one mailbox that they have in common.
 */
export async function bench() {
	requireN8n();
	const server = await startMailServer(TRIGGERS + 1);
	const library: Lane = { label: 'imapflow: IDLE', holder: 'library', runs: [], connections: 0 };
	const own: Lane = { label: 'Envelope Trigger', holder: 'envelope', runs: [], connections: 0 };
	const other: Lane = {
		label: 'Email Trigger (IMAP)',
		holder: 'builtIn',
		runs: [],
		connections: 0,
	};
	await holdInTurns([library, own, other], server);
	await server.stop();

	console.log(`${TRIGGERS} at once, medians of ${REPETITIONS} runs:`);
	printTable([library, own, other]);
	return {
		mbPerTrigger: each(own, 'rssMb'),
		connectionsSameMailbox: own.connections,
	};
}

/** Round by round, so that what else the machine does hits all. */
async function holdInTurns(lanes: Lane[], server: MailServer): Promise<void> {
	const warmUp = await server.mailbox();
	const mailboxes: Mailbox[] = [];
	while (mailboxes.length < TRIGGERS) mailboxes.push(await server.mailbox());
	for (let round = 1; round <= REPETITIONS; round++) {
		console.log(`Round ${round} of ${REPETITIONS} …`);
		for (const { holder, runs } of round % 2 ? lanes : lanes.toReversed()) {
			runs.push(await holdInProcess({ holder, mailboxes, warmUp }));
		}
	}
	console.log('All on one mailbox …');
	const same = Array.from({ length: TRIGGERS }, () => warmUp);
	for (const lane of lanes) {
		await holdInProcess({ holder: lane.holder, mailboxes: same, warmUp }, async () => {
			lane.connections = await server.connections();
		});
	}
}

/** Of one trigger, in the median of the runs. */
function each({ runs }: Lane, cost: keyof Cost): number {
	return rounded(median(runs.map((run) => run[cost])) / TRIGGERS);
}

function printTable(lanes: Lane[]): void {
	const rows = lanes.map((lane) => [
		lane.label,
		{
			'MB each': each(lane, 'rssMb'),
			'of it in JavaScript': each(lane, 'heapMb'),
			'ms to start': rounded(each(lane, 'seconds') * 1000),
			'connections to one mailbox': lane.connections,
		},
	]);
	console.table(Object.fromEntries(rows));
}
