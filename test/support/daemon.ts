import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { addAbortSignal } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { connect } from 'node:tls';

/**
 * The shell between us and the daemon. When our end of its standard input closes, because we
 * stopped the daemon or because the test process was killed, it kills the daemon with all its
 * children (the daemon leads a session of its own). When the daemon has ended, the shell prints
 * its log and removes its directory.
 */
const GUARD = `
directory=$1; shift
exec 3<&0
setsid "$@" 3<&- & daemon=$!
exec 2>/dev/null
{ read -r _; kill -s KILL -- "-$daemon"; } <&3 & watch=$!
wait "$daemon"
kill "$watch"
kill -s KILL -- "-$daemon"
cat "$directory/log"
rm -rf "$directory" || { sleep 1; rm -rf "$directory"; }
`;
const READY_WITHIN_MS = 20_000;
const LOG_LENGTH = 4_000;

export interface DaemonOptions {
	/** Program and arguments; it has to stay in the foreground. */
	command: [string, ...string[]];
	/** Where it keeps all its files, `log` among them. Removed when it has ended. */
	directory: string;
	env?: Record<string, string>;
	/** The user to run it as, where that is not our own. */
	owner?: { uid: number; gid: number };
}

export interface Daemon {
	/**
	 * Resolves when the daemon greets on this TLS port with this certificate, which nobody else can.
	 * @throws Error with the end of the daemon's log if it ended, or was silent for 20 s and is stopped
	 */
	ready(port: number, ca: string): Promise<void>;
	/** Kills the daemon's children of these names, and with them the connections they serve. */
	killChildren(...names: string[]): void;
	/** Ends the daemon and its children; resolves when its directory is gone too. */
	stop(): Promise<void>;
}

/** Starts a daemon that cannot outlive this process. */
export function startDaemon({ command, directory, env, owner }: DaemonOptions): Daemon {
	const guard = spawn('sh', ['-c', GUARD, 'guard', directory, ...command], {
		uid: owner?.uid,
		gid: owner?.gid,
		cwd: '/',
		env: { PATH: process.env.PATH, ...env },
		detached: true, // Ctrl-C is for the tests; the guard follows when they are gone
	});
	const ended = once(guard, 'close');
	const end = new AbortController();
	guard.once('close', () => end.abort());
	let log = '';
	for (const output of [guard.stdout, guard.stderr]) {
		output.on('data', (chunk: Buffer) => (log = (log + chunk.toString()).slice(-LOG_LENGTH)));
	}
	const stop = async () => {
		guard.stdin.end();
		await ended;
	};
	return {
		async ready(port, ca) {
			const giveUp = AbortSignal.any([end.signal, AbortSignal.timeout(READY_WITHIN_MS)]);
			while (!(await greets(port, ca, giveUp))) {
				if (giveUp.aborted) {
					await stop();
					throw new Error(`${command[0]} did not start on port ${port}:\n${log}`);
				}
				await pause(25);
			}
		},
		killChildren(...names) {
			for (const pid of grandchildren(guard.pid, names)) killIfAlive(pid);
		},
		stop,
	};
}

/** Whether a server that owns the certificate says something on this port. */
function greets(port: number, ca: string, giveUp: AbortSignal): Promise<boolean> {
	return new Promise((resolve) => {
		const socket = addAbortSignal(giveUp, connect({ host: '127.0.0.1', port, ca }));
		socket.once('data', () => {
			resolve(true);
			socket.destroy();
		});
		socket.once('error', () => resolve(false));
		socket.once('close', () => resolve(false));
	});
}

/** Processes of these names whose parent's parent is `ancestor`; proc(5) has the format of stat. */
function grandchildren(ancestor: number | undefined, names: string[]): number[] {
	const processes = readdirSync('/proc').flatMap((entry) => {
		const [, pid, name = '', parent] = /^(\d+) \((.*)\) \S (\d+)/s.exec(stat(entry)) ?? [];
		return pid ? [{ pid: Number(pid), name, parent: Number(parent) }] : [];
	});
	const children = new Set(processes.filter((p) => p.parent === ancestor).map((p) => p.pid));
	return processes
		.filter((p) => children.has(p.parent) && names.includes(p.name))
		.map((p) => p.pid);
}

function killIfAlive(pid: number): void {
	try {
		process.kill(pid, 'SIGKILL');
	} catch {
		// It has ended by itself since we saw it: of a daemon we own, nothing else can fail here.
	}
}

/** The process's status line; nothing for what is no process, or no longer one. */
function stat(entry: string): string {
	try {
		return /^\d+$/.test(entry) ? readFileSync(`/proc/${entry}/stat`, 'utf8') : '';
	} catch {
		return '';
	}
}
