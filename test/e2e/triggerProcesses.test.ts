import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type MailServer, startMailServer } from '../../sandbox/mailserver';
import type { RunningN8n } from '../../sandbox/n8n';
import { type CallCounter, startCallCounter } from './callCounter';
import { executionCounts, executionRows } from './executionRows';
import { Mails } from './mails';
import { TriggerWorld } from './triggerWorld';
import { eventually, password } from './world';

jest.setTimeout(600_000);

const killed = { name: 'Killed', address: 'killed@example.test' };
const overlapped = { name: 'Overlapped', address: 'overlapped@example.test' };
/** The trigger's default. */
const inFlight = 10;

let mail: MailServer;
let world: TriggerWorld;
let n8n: RunningN8n;
let counter: CallCounter;

beforeAll(async () => {
	mail = await startMailServer({
		users: { [killed.address]: password, [overlapped.address]: password },
	});
	counter = await startCallCounter();
	const started = await TriggerWorld.start();
	({ world, n8n } = started);
	for (const watcher of [killed, overlapped]) {
		const server = { imapPort: mail.ports.imaps, ca: mail.ca };
		await world.activate(started.client, { ...watcher, ...server, password, counterUrl: watcher === overlapped ? counter.url : undefined });
	}
});

afterAll(async () => {
	await world.close();
	await counter.close();
	await mail.close();
});

/** The executions of a workflow, once there are as many as mails and all have ended. */
const ended = (workflowId: string, mails: Mails) =>
	eventually(() => {
		const { total, open } = executionCounts(world.stateDir, workflowId);
		if (total < mails.subjects.length || open > 0) return undefined;
		return executionRows(world.stateDir, workflowId);
	});

describe('n8n that is killed ten times, in bursts of 500 mails', () => {
	it('starts exactly one execution for every mail', async () => {
		const seed = randomInt(2 ** 31);
		const random = seededRandom(seed);
		const mails = new Mails(() => mail, killed.address);
		let runningAtKills = 0;
		for (let round = 0; round < 10; round++) {
			const burst = mails.burst(500, 100);
			await sleep(random() * 5000);
			await n8n.kill();
			const { open } = executionCounts(world.stateDir, killed.name);
			console.log('round', round, 'delivered', mails.subjects.length, executionCounts(world.stateDir, killed.name));
			expect(open).toBeLessThanOrEqual(inFlight);
			runningAtKills += open;
			const t = Date.now();
			n8n = await world.startN8n();
			await burst;
			console.log('started', Date.now() - t);
			await ended(killed.name, mails);
			console.log('drained', Date.now() - t);

		}
		const t = Date.now();
		const rows = await ended(killed.name, mails);
		console.log('drained', Date.now() - t, runningAtKills, rows.filter((r) => r.status === 'crashed').length, rows.length);
		const subjects = rows.map(({ subject }) => subject).sort();
		expect({ seed, subjects }).toEqual({ seed, subjects: [...mails.subjects].sort() });
		console.log(new Set(rows.map((r) => r.status)), mails.subjects.filter((s) => counter.calls(s) === 0).length, mails.subjects.filter((s) => counter.calls(s) > 1).length)
	});
});

describe('a second n8n that starts on the database while the first still runs', () => {
	it('runs every mail once', async () => {
		const mails = new Mails(() => mail, overlapped.address);
		const t = Date.now();
		const second = await world.startN8n(new URL(n8n.url).port ? Number(new URL(n8n.url).port) + 10 : 0);
		console.log('second', Date.now() - t);
		const burst = mails.burst(200, 50);
		await sleep(2000);
		await n8n.stop();
		n8n = second;
		await burst;
		const rows = await ended(overlapped.name, mails);
		console.log(rows.length, new Set(rows.map((r) => r.status)), rows.length, mails.subjects.filter((s) => counter.calls(s) === 0).length, mails.subjects.filter((s) => counter.calls(s) > 1).length);
		expect(rows.map(({ subject }) => subject).sort()).toEqual([...mails.subjects].sort());
		expect(mails.subjects.filter((s) => counter.calls(s) !== 1)).toEqual([]);
	});
});

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function seededRandom(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}
