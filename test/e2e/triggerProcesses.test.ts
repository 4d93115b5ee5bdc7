import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type MailServer, startMailServer } from '../../sandbox/mailserver';
import type { RunningN8n } from '../../sandbox/n8n';
import { somePort } from '../../sandbox/ports';
import { type CallCounter, startCallCounter } from './callCounter';
import { executionCounts, executionRows } from './executionRows';
import { Mails } from './mails';
import { random } from '../support/random';
import { TriggerWorld } from './triggerWorld';
import { eventually, password } from './world';

// A guard against hanging, and nothing else: on a busy machine everything takes longer.
jest.setTimeout(900_000);

const killed = { name: 'Killed', address: 'killed@example.test' };
const overlapped = { name: 'Overlapped', address: 'overlapped@example.test' };
/** "Messages at a Time" as it is by default. */
const inFlight = 10;

let mail: MailServer;
let counter: CallCounter;
let world: TriggerWorld;
let n8n: RunningN8n;

beforeAll(async () => {
	mail = await startMailServer({
		users: { [killed.address]: password, [overlapped.address]: password },
	});
	counter = await startCallCounter();
	const started = await TriggerWorld.start();
	({ world, n8n } = started);
	const server = { password, imapPort: mail.ports.imaps, ca: mail.ca };
	await world.activate(started.client, { ...server, ...killed });
	await world.activate(started.client, { ...server, ...overlapped, counterUrl: counter.url });
});

afterAll(async () => {
	await world.close();
	await Promise.all([mail.close(), counter.close()]);
});

const rows = (workflowId: string) => executionRows(world.stateDir, workflowId);

/** Waits until there are as many executions as mails, and all of them have ended. */
const allEnded = (workflowId: string, mails: Mails) =>
	eventually(() => {
		const { total, open } = executionCounts(world.stateDir, workflowId);
		return (total >= mails.subjects.length && open === 0) || undefined;
	});

it('starts one execution for every mail, though n8n is killed in ten bursts of 500', async () => {
	const seed = randomInt(2 ** 31);
	const { below } = random(seed);
	const mails = new Mails(() => mail, killed.address);
	const runningWhenKilled: number[] = [];

	for (let round = 0; round < 10; round++) {
		const burst = mails.burst(500, 100);
		await sleep(below(5000));
		await n8n.kill();
		const unfinished = rows(killed.name).filter(({ status }) =>
			['new', 'running'].includes(status),
		);
		const running = unfinished.filter(({ status }) => status === 'running');
		expect({ seed, round, tooMany: unfinished.length > inFlight }).toEqual({
			seed,
			round,
			tooMany: false,
		});
		runningWhenKilled.push(...running.map(({ id }) => id));
		n8n = await world.startN8n();
		await burst;
		await allEnded(killed.name, mails);
	}

	const executions = rows(killed.name);
	const subjects = executions.map(({ subject }) => subject).sort();
	expect({ seed, subjects }).toEqual({ seed, subjects: [...mails.subjects].sort() });
	const crashed = executions.filter(({ status }) => status === 'crashed').map(({ id }) => id);
	expect({ seed, crashed }).toEqual({ seed, crashed: runningWhenKilled });
	process.stdout.write(`${crashed.length} of ${executions.length} executions crashed\n`);
});

// n8n's list would not show all: it drops the row of an execution whose key comes again within the
// moment between its making and its start, and then runs both. So what was done outside is counted.
it('runs every mail once while a second n8n takes over from the first', async () => {
	const mails = new Mails(() => mail, overlapped.address);
	const connections = mail.connections().imap;
	const second = await world.startN8n(await somePort());
	await eventually(() => mail.connections().imap >= 2 * connections || undefined);

	const burst = mails.burst(500, 100);
	await sleep(4000);
	await n8n.stop();
	n8n = second;
	await burst;
	await allEnded(overlapped.name, mails);

	const subjects = rows(overlapped.name).map(({ subject }) => subject);
	expect(subjects.sort()).toEqual([...mails.subjects].sort());
	expect(mails.subjects.filter((subject) => counter.calls(subject) !== 1)).toEqual([]);
});
