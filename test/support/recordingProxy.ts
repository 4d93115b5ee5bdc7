import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface RecordingProxy {
	port: number;
	/** Every byte that clients sent, connection by connection, as it was on the wire. */
	connections(): Buffer[];
	close(): Promise<void>;
}

/** Passes connections on to a port of 127.0.0.1, and keeps what clients send. */
export async function startRecordingProxy(target: number): Promise<RecordingProxy> {
	const sockets = new Set<Socket>();
	const recorded: Buffer[][] = [];
	const server = createServer({ noDelay: true }, (client) => {
		const chunks: Buffer[] = [];
		recorded.push(chunks);
		const upstream = connect({ port: target, host: '127.0.0.1', noDelay: true });
		client.on('data', (chunk) => chunks.push(chunk));
		for (const [from, to] of [
			[client, upstream],
			[upstream, client],
		] as const) {
			sockets.add(from);
			from.pipe(to);
			from.on('error', () => to.destroy());
			from.on('close', () => to.destroySoon());
		}
	});
	await once(server.listen(0, '127.0.0.1'), 'listening');
	return {
		port: (server.address() as AddressInfo).port,
		connections: () => recorded.map((chunks) => Buffer.concat(chunks)),
		close: async () => {
			const closed = once(server, 'close');
			server.close();
			sockets.forEach((socket) => socket.destroy());
			await closed;
		},
	};
}
