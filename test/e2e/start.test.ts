import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectDir } from '../../sandbox/build';
import { eventually } from './world';

jest.setTimeout(240_000);

let stateDir: string;
let start: ChildProcess;
let output = '';

beforeAll(() => {
	stateDir = mkdtempSync(join(tmpdir(), 'envelope-start-'));
	start = spawn('npm', ['start'], {
		cwd: projectDir,
		env: { ...process.env, ENVELOPE_SANDBOX_DIR: stateDir },
		stdio: ['ignore', 'pipe', 'pipe'],
		// A terminal sends Ctrl-C to the whole group.
		detached: true,
	});
	const collect = (chunk: Buffer) => (output += chunk.toString());
	start.stdout?.on('data', collect);
	start.stderr?.on('data', collect);
});

afterAll(() => {
	if (!hasEnded() && start.pid) process.kill(-start.pid, 'SIGKILL');
	rmSync(stateDir, { recursive: true, force: true });
});

const hasEnded = () => start.exitCode !== null || start.signalCode !== null;

/** What the first match of a pattern in the printed text holds; fails where npm start ended. */
const printed = (pattern: RegExp) =>
	eventually(() => {
		const found = pattern.exec(output)?.[1];
		if (found === undefined && hasEnded()) throw new Error(output);
		return found;
	});

it('prints an address, a login and a call that sends mail, and Ctrl-C stops everything', async () => {
	await printed(/(Ctrl-C stops everything)/);
	const url = await printed(/is ready: +(\S+)/);
	expect(output).toMatch(/E-mail +\S+@\S+\s+Password +\S+/);
	const key = await printed(/x-api-key: ([^']+)'/);
	const body = await printed(/-d '(.+)'/);
	const send = () =>
		fetch(`${url}/webhook/envelope-send`, {
			method: 'POST',
			headers: { 'content-type': 'application/json', 'x-api-key': key },
			body,
		});
	const answer = await eventually(async () => {
		const response = await send();
		return response.status === 404 ? undefined : response;
	});
	expect(await answer.json()).toMatchObject({ success: true, status: 'delivered' });

	const ended = once(start, 'exit');
	process.kill(-(start.pid ?? 0), 'SIGINT');
	await ended;
	await expect(send()).rejects.toThrow();
});
