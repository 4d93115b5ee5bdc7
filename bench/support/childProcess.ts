import { fork } from 'node:child_process';
import { once } from 'node:events';

/** A server of a bench in a process of its own, so that it does not share the event loop. */
export interface ServerProcess {
	/** The first message that it sent: where it listens. */
	ready: unknown;
	/** Asks for its next message. */
	ask(): Promise<unknown>;
	stop(): Promise<void>;
}

/**
 * Starts a module that calls `serve`; it ends with this process at the latest.
 *
 * @param module path of the TypeScript file
 */
export async function startServerProcess(
	module: string,
	args: string[] = [],
): Promise<ServerProcess> {
	// Ctrl+C is for the bench alone: it ends, and this process after it.
	const child = fork(module, args, { detached: true });
	const exited = once(child, 'exit');
	const endedEarly = exited.then(([code]) => {
		throw new Error(`${module} ended with code ${String(code)}`);
	});
	endedEarly.catch(() => {}); // it is for those who await a message
	const nextMessage = async (): Promise<unknown> => {
		const received: unknown[] = await Promise.race([once(child, 'message'), endedEarly]);
		return received[0];
	};
	return {
		ready: await nextMessage(),
		ask: () => {
			const answer = nextMessage();
			child.send('ask');
			return answer;
		},
		stop: async () => {
			child.disconnect();
			await exited;
		},
	};
}

/**
 * The other side: says where it listens, and answers until the bench has gone.
 *
 * @param ready told to the bench at once
 * @param answer to each `ask`
 */
export function serve(ready: object, answer?: () => Promise<object>): void {
	process.once('disconnect', () => process.exit());
	if (!process.connected) process.exit(); // the bench has gone meanwhile
	process.on('message', () => {
		void answer?.().then((message) => process.send?.(message));
	});
	process.send?.(ready);
}
