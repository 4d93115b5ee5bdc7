import { createServer } from 'node:net';

/**
 * The first free TCP port on 127.0.0.1 from `preferred` upwards. Free when looked at: whoever wants it
 * has to take it soon. Rejects with the system's error if listening fails for another reason.
 */
export async function freePort(preferred: number): Promise<number> {
	let port = preferred;
	while (!(await isFree(port))) port++;
	return port;
}

/**
 * A free port for a server that is only started for a test. Below the range from which systems give
 * out ports by themselves (32768 and up on Linux), so that no other test's socket takes it meanwhile.
 */
export async function somePort(): Promise<number> {
	return await freePort(20_000 + Math.floor(Math.random() * 10_000));
}

function isFree(port: number): Promise<boolean> {
	return new Promise((resolve, reject) => {
		const server = createServer();
		server.once('error', (error: NodeJS.ErrnoException) => {
			if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(false);
			else reject(error);
		});
		server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
	});
}
