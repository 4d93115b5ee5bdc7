import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const running = z.object({ pid: z.number(), url: z.string().optional() });

/** Who runs the sandbox of this folder, if anybody does. */
export function runningSandbox(stateDir: string): z.infer<typeof running> | undefined {
	const file = fileIn(stateDir);
	if (!existsSync(file)) return undefined;
	const found = running.parse(JSON.parse(readFileSync(file, 'utf8')));
	return isAlive(found.pid) ? found : undefined;
}

/** Notes that this process runs it, and later where; the note goes when the process ends. */
export function noteRunning(stateDir: string, url?: string): void {
	const file = fileIn(stateDir);
	writeFileSync(file, JSON.stringify({ pid: process.pid, url }));
	process.once('exit', () => rmSync(file, { force: true }));
}

const fileIn = (stateDir: string) => join(stateDir, 'running.json');

function isAlive(pid: number): boolean {
	try {
		return process.kill(pid, 0);
	} catch {
		return false;
	}
}
