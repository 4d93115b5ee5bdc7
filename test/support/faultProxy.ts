import { once } from 'node:events';
import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const LISTEN_ATTEMPTS = 100;
const LISTEN_RETRY_MS = 100;

export interface FaultProxyOptions {
	/** Port on 127.0.0.1 that connections are passed on to. */
	target: number;
	/** Delay each way in milliseconds: 10 makes a round trip of 20 ms. Bandwidth stays what it is. */
	delayMs?: number;
}

export interface FaultProxy {
	port: number;
	/** Connections accepted since the start. */
	accepted(): number;
	/** Connections that clients hold open now. */
	open(): number;
	/** Cuts the open connections on both sides; new ones are passed on. */
	drop(): void;
	/** Half-open: the open connections stay up and go silent for ever; new ones are passed on. */
	stall(): void;
	/** Cuts the open connections; new ones are refused (ECONNREFUSED) until `accept`. */
	refuse(): Promise<void>;
	/** Listens again, on the same port. */
	accept(): Promise<void>;
	/** From the next connection on: cut after this many bytes from the server have been passed on. */
	cutAfterBytes(bytes: number): void;
	close(): Promise<void>;
}

/** A TCP proxy on 127.0.0.1 that fails on command, in the ways networks do. */
export async function startFaultProxy(options: FaultProxyOptions): Promise<FaultProxy> {
	const links = new Set<Link>();
	let accepted = 0;
	let byteLimit = Infinity;
	const listenOn = async (port: number) => {
		const server = net.createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
			accepted++;
			const link = new Link(client, options, byteLimit);
			links.add(link);
			void link.closed.then(() => links.delete(link));
		});
		await once(server.listen(port, '127.0.0.1'), 'listening');
		return server;
	};
	let server = await listenOn(0);
	const { port } = server.address() as net.AddressInfo;

	const drop = () => links.forEach((link) => link.cut());
	const refuse = async () => {
		if (!server.listening) return;
		const closed = once(server, 'close');
		server.close();
		drop();
		await closed;
	};
	return {
		port,
		accepted: () => accepted,
		open: () => [...links].filter((link) => link.heldByClient()).length,
		drop,
		stall: () => links.forEach((link) => link.stall()),
		refuse,
		accept: async () => {
			if (!server.listening) server = await untilFree(() => listenOn(port));
		},
		cutAfterBytes: (bytes) => {
			byteLimit = bytes;
		},
		close: refuse,
	};
}

/** A client's connection and the proxy's own connection to the server. */
class Link {
	/** Resolves when both sides are closed. */
	readonly closed: Promise<unknown>;
	private readonly server: net.Socket;
	private stalled = false;

	constructor(
		private readonly client: net.Socket,
		{ target, delayMs = 0 }: FaultProxyOptions,
		private bytesLeft: number,
	) {
		this.server = net.connect({
			port: target,
			host: '127.0.0.1',
			allowHalfOpen: true,
			noDelay: true,
		});
		this.closed = Promise.all([closing(client), closing(this.server)]);
		this.pass(client, this.server, delayMs);
		this.pass(this.server, client, delayMs, (chunk) => this.withinLimit(chunk));
	}

	/** A stalled link stays, but the client's end of it is seen. */
	heldByClient(): boolean {
		return !this.client.readableEnded && !this.client.destroyed;
	}

	cut(): void {
		this.client.destroy();
		this.server.destroy();
	}

	stall(): void {
		this.stalled = true;
	}

	/** Every event is put off by the same time, so order and pipelining stay as they were. */
	private pass(
		from: net.Socket,
		to: net.Socket,
		delayMs: number,
		limit = (chunk: Buffer) => chunk,
	): void {
		const later = (action: () => void) => {
			const unlessStalled = () => {
				if (!this.stalled) action();
			};
			if (delayMs) setTimeout(unlessStalled, delayMs);
			else unlessStalled();
		};
		from.on('data', (chunk: Buffer) =>
			later(() => {
				const passed = limit(chunk);
				if (to.writable) to.write(passed);
				if (passed.length < chunk.length) this.cutWhenSent(to);
			}),
		);
		from.on('end', () => later(() => to.end()));
		from.on('error', () => later(() => to.destroy()));
		from.on('close', () => later(() => to.destroySoon()));
	}

	private withinLimit(chunk: Buffer): Buffer {
		const passed = chunk.subarray(0, this.bytesLeft);
		this.bytesLeft -= passed.length;
		return passed;
	}

	private cutWhenSent(to: net.Socket): void {
		to.end(() => this.cut());
	}
}

function closing(socket: net.Socket): Promise<void> {
	return new Promise((resolve) => socket.once('close', () => resolve()));
}

/** While nobody listened, the system may have lent the port to an outgoing connection. */
async function untilFree<T>(listen: () => Promise<T>): Promise<T> {
	for (let attempt = 1; ; attempt++) {
		try {
			return await listen();
		} catch (error) {
			if (attempt === LISTEN_ATTEMPTS) throw error;
			await sleep(LISTEN_RETRY_MS);
		}
	}
}
