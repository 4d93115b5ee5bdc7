import { lstatSync, mkdirSync, readFileSync, symlinkSync, unlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort, somePort } from '../ports';
import { secretsIn, type Secrets } from '../secrets';
import { n8nEnvironment } from './environment';
import { launchN8n, n8nPath, type N8nProcess } from './process';

const readyWithin = 180_000;

export interface N8nOptions {
	/** Holds all of this instance: database, secrets, log. Started again on it, n8n goes on with it. */
	stateDir: string;
	/** The built package that n8n loads, as a link: a checkout with its dist/. */
	packageDir: string;
	/** Default: some free one. */
	port?: number;
	/** Added to n8n's environment. */
	env?: Record<string, string>;
}

export interface RunningN8n extends N8nProcess {
	url: string;
	/** What the owner signs in with, once signIn (./client) has made them. */
	owner: Secrets['owner'];
	/** The last lines n8n wrote. */
	log(): string;
}

/**
 * Starts a real n8n on 127.0.0.1 and resolves when it answers. Rejects with the end of its log if it
 * ends before that or does not answer within 3 minutes. Any number can run, each in its own stateDir.
 */
export async function startN8n(options: N8nOptions): Promise<RunningN8n> {
	const { owner, encryptionKey } = secretsIn(options.stateDir);
	const port = options.port ?? (await somePort());
	const brokerPort = await freePort(port + 1);
	linkPackage(options);

	const logFile = join(options.stateDir, 'n8n.log');
	const environment = n8nEnvironment({
		path: n8nPath,
		userFolder: options.stateDir,
		encryptionKey,
		port,
		brokerPort,
	});
	const n8n = launchN8n({
		cwd: options.stateDir,
		logFile,
		env: { ...environment, ...options.env },
	});
	const log = () => readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-20).join('\n');
	await untilReady(n8n, port).catch((error: unknown) => {
		throw new Error(`${String(error)}. The end of its log:\n${log()}`);
	});
	return { ...n8n, url: `http://localhost:${port}`, owner, log };
}

/** Where n8n keeps installed community packages; so the node types have their published names. */
function linkPackage({ stateDir, packageDir }: N8nOptions): void {
	const link = join(stateDir, '.n8n/nodes/node_modules/n8n-nodes-envelope');
	mkdirSync(dirname(link), { recursive: true });
	if (lstatSync(link, { throwIfNoEntry: false })) unlinkSync(link);
	symlinkSync(packageDir, link, 'junction');
}

async function untilReady(n8n: N8nProcess, port: number): Promise<void> {
	let ended = false;
	void n8n.exited.then(() => (ended = true));
	const deadline = Date.now() + readyWithin;

	while (!(await answers(port))) {
		if (ended) throw new Error('n8n ended while starting');
		if (Date.now() > deadline) {
			await n8n.kill();
			throw new Error('n8n did not answer within 3 minutes');
		}
		await sleep(100);
	}
}

/** Until n8n is ready for requests, it answers this one with an HTML page, or that its database is not. */
async function answers(port: number): Promise<boolean> {
	try {
		const signal = AbortSignal.timeout(5000);
		const response = await fetch(`http://127.0.0.1:${port}/rest/settings`, { signal });
		return response.ok && (response.headers.get('content-type')?.includes('json') ?? false);
	} catch {
		return false;
	}
}
