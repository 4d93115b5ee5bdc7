import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const runtime = join(__dirname, '../runtime/node_modules');
const node = join(runtime, 'node/bin', process.platform === 'win32' ? 'node.exe' : 'node');
const stopWithin = 8_000;

export interface N8nProcess {
	pid: number;
	/** Resolves when n8n has ended, for whatever reason. */
	exited: Promise<void>;
	/** Lets n8n finish what it is doing, for 8 s at most. */
	stop(): Promise<void>;
	/** Ends n8n and its task runner at once (SIGKILL), as a crash would. */
	kill(): Promise<void>;
}

/** What is first in n8n's PATH: its own Node.js 24, which its task runner is started with too. */
export const n8nPath = [join(runtime, '.bin'), process.env.PATH].join(delimiter);

/** Starts n8n's process; it never outlives this one. Throws if n8n is not installed. */
export function launchN8n(options: {
	cwd: string;
	logFile: string;
	env: Record<string, string>;
}): N8nProcess {
	if (!existsSync(node)) {
		throw new Error('n8n is not installed. Run: node sandbox/install.mjs runtime');
	}
	const log = openSync(options.logFile, 'w', 0o600);
	const guard = join(__dirname, 'exit-with-parent.cjs');
	const child = spawn(node, ['--require', guard, join(runtime, 'n8n/bin/n8n'), 'start'], {
		cwd: options.cwd,
		env: options.env,
		stdio: ['ignore', log, log, 'ipc'],
		// A process group of its own: a Ctrl-C in the terminal is ours to handle, and the task runner
		// that n8n starts is ended with it.
		detached: process.platform !== 'win32',
	});
	closeSync(log);
	return control(child);
}

function control(child: ChildProcess): N8nProcess {
	const killAll = () => killGroup(child);
	process.on('exit', killAll);
	const exited = once(child, 'exit').then(() => {
		killAll();
		process.off('exit', killAll);
	});
	return {
		pid: child.pid ?? 0,
		exited,
		async stop() {
			child.kill('SIGTERM');
			const timer = setTimeout(killAll, stopWithin);
			await exited;
			clearTimeout(timer);
		},
		async kill() {
			killAll();
			await exited;
		},
	};
}

function killGroup({ pid }: ChildProcess): void {
	if (pid === undefined) return;
	try {
		process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
	} catch {
		// Nobody is left in it.
	}
}
