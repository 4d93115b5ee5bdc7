import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { announce } from './announce';
import { build, isBuilt, projectDir } from './build';
import { noteRunning, runningSandbox } from './lock';
import { startMailboxes } from './mailboxes';
import { startN8n, type RunningN8n } from './n8n';
import { N8nClient } from './n8n/client';
import { freePort } from './ports';
import { rebuilds } from './reload';
import { secretsIn } from './secrets';
import { callerKeys, envelopeAccount, setUp } from './setup';

/** The end-to-end test of `npm start` has a folder of its own, and leaves a running sandbox alone. */
const stateDir = process.env.ENVELOPE_SANDBOX_DIR ?? join(__dirname, '.state');

/** What has to end when the sandbox does, in the order it was started. */
const cleanUps: Array<() => Promise<void>> = [];

/** Starts everything and never resolves; rejects if a part does not start or n8n ends by itself. */
async function runSandbox(reload: boolean, stop: AbortSignal): Promise<never> {
	const other = runningSandbox(stateDir);
	if (other) throw new Error(`The sandbox runs already: ${other.url ?? 'it is starting'}`);
	const secrets = secretsIn(stateDir);
	const { mailPassword } = secrets;
	noteRunning(stateDir);

	const newBuilds = reload ? rebuilds(stop) : undefined;
	if (!isBuilt()) {
		console.log('Building the package …');
		await build(stop);
	}
	const mail = await startMailboxes(join(stateDir, 'mail'), mailPassword);
	cleanUps.push(() => mail.close());

	console.log('Starting n8n …');
	const options = { stateDir, packageDir: projectDir, port: await freePort(5678) };
	let n8n = await startN8n(options);
	cleanUps.push(() => n8n.stop());
	noteRunning(stateDir, n8n.url);

	const accounts = (['Alice', 'Bob'] as const).map((person) =>
		envelopeAccount(person, mailPassword, mail),
	);
	const client = await N8nClient.signIn(n8n.url, n8n.owner);
	const credentials = [...accounts, ...callerKeys(secrets.webhookKey)];
	for (const problem of await setUp(client, credentials, stateDir)) console.warn(problem);
	announce(n8n, mail, secrets);

	for (;;) {
		await Promise.race([failAtEndOf(n8n), newBuilds?.next() ?? failAtEndOf(n8n)]);
		await n8n.stop();
		n8n = await startN8n(options);
		console.log('n8n runs the new build. Reload the page in the browser.');
	}
}

async function failAtEndOf(n8n: RunningN8n): Promise<never> {
	await n8n.exited;
	throw new Error(`n8n has ended by itself. The end of its log:\n${n8n.log()}`);
}

async function main(): Promise<number> {
	const stop = new AbortController();
	const stopped = new Promise<void>((resolve) => {
		stop.signal.addEventListener('abort', () => resolve());
	});
	// A Ctrl-C, the end of the terminal, or the end of the process that started this one.
	for (const event of ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect']) {
		process.on(event, () => stop.abort());
	}

	try {
		const { values } = parseArgs({ options: { reload: { type: 'boolean', default: false } } });
		await Promise.race([runSandbox(values.reload, stop.signal), stopped]);
		console.log('\nStopping …');
		return 0;
	} catch (error) {
		console.error(error instanceof Error ? error.message : error);
		return 1;
	} finally {
		stop.abort();
		for (const cleanUp of cleanUps.reverse()) await cleanUp();
	}
}

// Whatever a start that was cut short has left running ends with the process.
void main().then((code) => process.exit(code));
