import { once } from 'node:events';
import net from 'node:net';
import tls from 'node:tls';
import type { Certificate } from './certificates';

/** What the server does on one connection. It may end early: the connection then stays as it is. */
export type Script = (peer: Peer) => Promise<void>;

export interface ScriptedServer {
	port: number;
	/** Connections accepted since the start. */
	accepted(): number;
	/** Every byte that clients sent, after decryption. */
	received(): Buffer;
	/** Whether a client sent this text, as it is or inside base64 (as AUTH PLAIN and LOGIN do). */
	receivedSecret(secret: string): boolean;
	/** Cuts all connections and rejects with what a script failed with, if one did. */
	close(): Promise<void>;
}

/**
 * Listens on a free port of 127.0.0.1 and plays the script to every connection.
 * @param implicitTls given: TLS from the first byte
 */
export async function startScriptedServer(
	script: Script,
	implicitTls?: Certificate,
): Promise<ScriptedServer> {
	const peers = new Set<Peer>();
	const chunks: Buffer[] = [];
	const failures: unknown[] = [];
	const onSocket = (socket: net.Socket) => {
		const peer = new Peer(socket, (chunk) => chunks.push(chunk));
		peers.add(peer);
		script(peer).catch((error: unknown) => {
			peer.drop();
			if (!(error instanceof Disconnected)) failures.push(error);
		});
	};
	const server = implicitTls
		? tls.createServer({ ...implicitTls, noDelay: true }, onSocket)
		: net.createServer({ noDelay: true }, onSocket);
	server.on('tlsClientError', () => {}); // a client that refuses the certificate
	await once(server.listen(0, '127.0.0.1'), 'listening');
	const received = () => Buffer.concat(chunks);
	return {
		port: (server.address() as net.AddressInfo).port,
		accepted: () => peers.size,
		received,
		receivedSecret: (secret) => {
			const text = received().toString('latin1');
			const base64 = text.match(/[A-Za-z0-9+/]{4,}={0,2}/g) ?? [];
			const decoded = base64.map((word) => Buffer.from(word, 'base64').toString('latin1'));
			return [text, ...decoded].some((each) => each.includes(secret));
		},
		close: async () => {
			const closed = once(server, 'close');
			server.close();
			peers.forEach((peer) => peer.drop());
			await closed;
			if (failures.length) throw failures[0];
		},
	};
}

/** The script's end of a connection. */
export class Peer {
	private pending = Buffer.alloc(0);
	private wake = () => {};
	private closed = false;

	constructor(
		private socket: net.Socket,
		private readonly record: (chunk: Buffer) => void,
	) {
		this.listenTo(socket);
	}

	send(text: string | Buffer): void {
		this.socket.write(text);
	}

	/** The next line from the client, without its CRLF. */
	async line(): Promise<string> {
		return (await this.until('\r\n')).toString('latin1');
	}

	/** What the client sends up to a mark, without the mark. Throws Disconnected if it goes before. */
	async until(mark: string): Promise<Buffer> {
		for (;;) {
			const end = this.pending.indexOf(mark);
			if (end >= 0) {
				const taken = this.pending.subarray(0, end);
				this.pending = this.pending.subarray(end + mark.length);
				return taken;
			}
			if (this.closed) throw new Disconnected();
			await new Promise<void>((resolve) => (this.wake = resolve));
		}
	}

	/** TLS from here on. Throws Disconnected if the client does not complete the handshake. */
	async startTls(certificate: Certificate): Promise<void> {
		this.socket.removeAllListeners('data').removeAllListeners('close');
		const secured = new tls.TLSSocket(this.socket, { isServer: true, ...certificate });
		this.socket = secured;
		this.listenTo(secured);
		const handshake = new Promise<void>((resolve) => secured.once('secure', () => resolve()));
		const closed = new Promise<void>((resolve) => secured.once('close', () => resolve()));
		await Promise.race([handshake, closed]);
		if (this.closed) throw new Disconnected();
	}

	/** Cuts the connection without a word. */
	drop(): void {
		this.socket.destroy();
	}

	private listenTo(socket: net.Socket): void {
		socket.on('data', (chunk: Buffer) => {
			this.record(chunk);
			this.pending = Buffer.concat([this.pending, chunk]);
			this.wake();
		});
		socket.on('error', () => {});
		socket.on('close', () => {
			this.closed = true;
			this.wake();
		});
	}
}

/** The client went away while the script waited for it. */
class Disconnected extends Error {}
