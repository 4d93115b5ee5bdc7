import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ImapFlow } from 'imapflow';
import { type MailServer, type Ports, startMailServer } from '../../sandbox/mailserver';
import type { N8nClient } from '../../sandbox/n8n/client';
import { type CallCounter, startCallCounter } from './callCounter';
import { executionRows } from './executionRows';
import { credentialOf, TriggerWorld } from './triggerWorld';
import { startWatched, type Watched } from './watched';
import { eventually, password } from './world';

// A guard against hanging, and nothing else: on a busy machine everything takes longer.
jest.setTimeout(480_000);

const errors = 'Errors';
const names = ['For60s', 'For40s', 'HalfOpen', 'WrongPassword', 'ReadMeanwhile', 'DownAtStart'];
const restarted = { user: 'restarted@example.test', dir: mkdtempSync(join(tmpdir(), 'envelope-')) };

let mail: MailServer;
let restartedMail: MailServer;
let counter: CallCounter;
let world: TriggerWorld;
let client: N8nClient;
const watched: Record<string, Watched> = {};
let n8nReady: number;

const startRestarted = (ports?: Ports) =>
	startMailServer({ users: { [restarted.user]: password }, dir: restarted.dir, ports });

// Every outage has a workflow, a mailbox and a proxy of its own, so that all can happen at once.
beforeAll(async () => {
	const addresses = names.map((name) => `${name.toLowerCase()}@example.test`);
	mail = await startMailServer({
		users: Object.fromEntries(addresses.map((address) => [address, password])),
	});
	restartedMail = await startRestarted();
	counter = await startCallCounter();
	const started = await TriggerWorld.start();
	({ world, client } = started);
	await world.publishErrorWorkflow(client, errors);
	for (const [index, name] of names.entries()) {
		watched[name] = await watch(name, addresses[index] ?? '', mail, () => mail);
	}
	watched.Restarted = await watch('Restarted', restarted.user, restartedMail, () => restartedMail);

	await started.n8n.stop();
	the('ReadMeanwhile').mails.deliver(20);
	await markSeen(the('ReadMeanwhile'), '1,3,5,7,9,11,13,15,17,19');
	await the('DownAtStart').proxy.refuse();
	await world.startN8n();
	n8nReady = Date.now();
});

afterAll(async () => {
	await world.close();
	await Promise.all(Object.values(watched).map(({ proxy }) => proxy.close()));
	await Promise.all([mail.close(), restartedMail.close(), counter.close()]);
	rmSync(restarted.dir, { recursive: true });
});

it.concurrent.each([
	['For60s', 60],
	['For40s', 40],
])('a server that refuses connections: %s', async (name, seconds) => {
	const { mails, proxy } = await working(name);
	await proxy.refuse();
	mails.deliver(10);
	await sleep(seconds * 1000);
	await proxy.accept();
	await backAgain(name);
});

it.concurrent('a connection that is half-open', async () => {
	const { mails, proxy } = await working('HalfOpen');
	proxy.stall();
	mails.deliver(10);
	await backAgain('HalfOpen');
});

it.concurrent('a password that is wrong for a while', async () => {
	const { watcher, mails, proxy } = await working('WrongPassword');
	await client.saveCredential(credentialOf({ ...watcher, password: 'not the secret' }));
	proxy.drop();
	const failed = () => rows('WrongPassword').filter(({ status }) => status === 'error');
	await eventually(() => (failed().length > 0 ? true : undefined));
	const [told] = await eventually(() => {
		const found = rows(errors);
		return found.length > 0 ? found : undefined;
	});
	mails.deliver(10);
	await client.saveCredential(credentialOf(watcher));
	await backAgain('WrongPassword');
	expect(failed()).toHaveLength(1);
	expect(rows(errors)).toHaveLength(1);
	expect(told?.data).toContain('IMAP_AUTH_FAILED');
	expect(JSON.stringify([rows(errors), failed()])).not.toContain('not the secret');
});

it.concurrent('mail that was read in another client while n8n was down', async () => {
	await backAgain('ReadMeanwhile', n8nReady);
});

it.concurrent('a mail server that is down while n8n starts', async () => {
	const { mails, proxy } = the('DownAtStart');
	await sleep(5000);
	mails.deliver(10);
	await proxy.accept();
	await backAgain('DownAtStart');
});

it.concurrent('a mail server that is started again', async () => {
	const { mails } = await working('Restarted');
	const { ports } = restartedMail;
	await restartedMail.close();
	await sleep(2000);
	restartedMail = await startRestarted(ports);
	mails.deliver(10);
	await backAgain('Restarted');
});

function watch(name: string, address: string, server: MailServer, current: () => MailServer) {
	const { ports, ca } = server;
	const watcher = { name, address, password, ca, counterUrl: counter.url, errorWorkflow: errors };
	const options = name === 'HalfOpen' ? { checkEvery: 10 } : {};
	return startWatched(world, client, { ...watcher, options }, ports.imaps, current);
}

function the(name: string): Watched {
	const found = watched[name];
	if (!found) throw new Error(`Nothing is called ${name}`);
	return found;
}

const rows = (name: string) => executionRows(world.stateDir, name);

/** Waits until a first mail has been run. */
async function working(name: string): Promise<Watched> {
	the(name).mails.deliver();
	await allRun(name);
	return the(name);
}

/** Waits until every mail has been run, and one more that comes after all of that. */
async function backAgain(name: string, since = Date.now()): Promise<void> {
	await allRun(name);
	const last = Math.max(...rows(name).map(({ startedAt }) => startedAt ?? 0));
	const seconds = (last - since) / 1000;
	process.stdout.write(`${name}: the last mail ran after ${seconds.toFixed(1)} s\n`);
	await working(name);
	const { mails, proxy } = the(name);
	expect(startedFor(name).sort()).toEqual([...mails.subjects].sort());
	expect(mails.subjects.filter((subject) => counter.calls(subject) !== 1)).toEqual([]);
	expect(proxy.open()).toBe(1);
}

const allRun = (name: string) =>
	eventually(() => {
		const subjects = new Set(startedFor(name));
		return the(name).mails.subjects.every((subject) => subjects.has(subject)) || undefined;
	});

/** The subjects of mails that executions succeeded for. */
const startedFor = (name: string) =>
	rows(name)
		.filter(({ status }) => status === 'success')
		.map(({ subject }) => subject);

async function markSeen({ watcher, proxy }: Watched, uids: string): Promise<void> {
	const other = new ImapFlow({
		host: '127.0.0.1',
		port: proxy.port,
		secure: true,
		tls: { ca: watcher.ca },
		auth: { user: watcher.address, pass: watcher.password },
		logger: false,
	});
	await other.connect();
	await other.mailboxOpen('INBOX');
	await other.messageFlagsAdd(uids, ['\\Seen'], { uid: true });
	await other.logout();
}
