import net from 'node:net';
import tls from 'node:tls';
import type { Certificate } from './certificate';

/** One listening port on 127.0.0.1 and the connections that came in through it. */
export interface Listener {
	port: number;
	/** Connections open now. */
	open(): number;
	/** Connections accepted since the start. */
	total(): number;
	/** Cuts every open connection; new ones are accepted. */
	drop(): void;
	/** Stops listening and cuts every open connection. */
	close(): Promise<void>;
}

export interface ListenOptions {
	/** 0 = a free port. */
	port: number;
	/** Given: TLS from the first byte. */
	implicitTls?: Certificate;
	onSocket: (socket: net.Socket) => void;
}

/**
 * Listens on 127.0.0.1 only.
 * TLS is terminated by `tls.Server` even where a library could do it itself: destroying the socket
 * below a hand-made TLSSocket during its handshake crashes Node.js 24 (segmentation fault).
 */
export async function listen({ port, implicitTls, onSocket }: ListenOptions): Promise<Listener> {
	const server = implicitTls
		? tls.createServer({ ...implicitTls, noDelay: true }, onSocket)
		: net.createServer({ noDelay: true }, onSocket);
	const sockets = new Set<net.Socket>();
	let total = 0;
	server.on('connection', (socket: net.Socket) => {
		total++;
		sockets.add(socket);
		socket.on('error', () => {});
		socket.on('close', () => sockets.delete(socket));
	});
	server.on('tlsClientError', () => {});

	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(port, '127.0.0.1', resolve);
	});
	const drop = () => {
		for (const socket of sockets) socket.destroy();
		sockets.clear();
	};
	return {
		port: (server.address() as net.AddressInfo).port,
		open: () => sockets.size,
		total: () => total,
		drop,
		close: () =>
			new Promise((resolve) => {
				server.close(() => resolve());
				drop();
			}),
	};
}
