import { join } from 'node:path';
import { z } from 'zod';
import { startServerProcess } from './childProcess';

const ready = z.object({ port: z.number() });

/**
 * A way to a port on 127.0.0.1 that takes as long as one through a network.
 *
 * @param roundTripMs both ways together
 */
export async function startDelayProxy(target: number, roundTripMs: number) {
	const module = join(__dirname, 'delayProxy.process.ts');
	const child = await startServerProcess(module, [String(target), String(roundTripMs / 2)]);
	return { port: ready.parse(child.ready).port, stop: () => child.stop() };
}
