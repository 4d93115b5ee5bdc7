import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

const ATTEMPTS = 4;

/**
 * Starts a server that cannot choose its own ports. Between finding a port free and the server's
 * listening, somebody else may take it: then it is started again on other ports.
 * @param start throws an Error that says "in use" for a port that is taken
 */
export async function onFreePorts<T>(start: (a: number, b: number) => Promise<T>): Promise<T> {
	for (let attempt = 1; ; attempt++) {
		try {
			return await start(...(await twoFreePorts()));
		} catch (error) {
			if (attempt === ATTEMPTS || !/in use/i.test(String(error))) throw error;
		}
	}
}

async function twoFreePorts(): Promise<[number, number]> {
	const servers = [createServer(), createServer()] as const;
	const port = async (server: (typeof servers)[number]) => {
		await once(server.listen(0, '127.0.0.1'), 'listening');
		return (server.address() as AddressInfo).port;
	};
	const ports: [number, number] = [await port(servers[0]), await port(servers[1])];
	await Promise.all(servers.map((server) => once(server.close(), 'close')));
	return ports;
}
