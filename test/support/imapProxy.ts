import { once } from 'node:events';
import net from 'node:net';
import { ImapPieces, type Piece } from './imapPieces';

/** What becomes of a command or a response; it is passed on where nothing is said. */
export interface Verdict {
	/** Sent to the client in its place; texts with their CRLF, as latin1, which keeps every byte. */
	instead?: string[];
	/** Then the connection is cut on both sides, or goes silent for ever without being closed. */
	then?: Ending;
}

export type Ending = 'cut' | 'stall';

type Decision = Verdict | undefined | Promise<Verdict | undefined>;

/** A literal in a response: where its bytes are in the text. */
export interface Literal {
	start: number;
	length: number;
}

/** What happens on one connection. What comes next waits for a promise. */
export interface Rules {
	/** @param command its first line without the CRLF; DONE and the steps of a sign-in are some, too */
	command?: (command: string) => Decision;
	/** @param response all of it, as latin1 */
	response?: (response: string, literals: Literal[]) => Decision;
}

export interface ImapProxyOptions {
	/** Port on 127.0.0.1 where an IMAP server speaks without TLS. */
	target: number;
	/** @param connection counted from 1 */
	rules: (connection: number) => Rules;
}

export interface ImapProxy {
	port: number;
	/** Connections accepted since the start. */
	accepted(): number;
	/** Clients that are connected now. */
	open(): number;
	/** Cuts all connections and rejects with what a rule failed with, if one did. */
	close(): Promise<void>;
}

/** An IMAP proxy on 127.0.0.1 that understands commands and responses, and fails by rules. */
export async function startImapProxy({ target, rules }: ImapProxyOptions): Promise<ImapProxy> {
	const links = new Set<Link>();
	const failures: unknown[] = [];
	let accepted = 0;
	const server = net.createServer({ noDelay: true }, (client) => {
		const link = new Link(client, target, rules(++accepted), (error) => failures.push(error));
		links.add(link);
		client.once('close', () => links.delete(link));
	});
	await once(server.listen(0, '127.0.0.1'), 'listening');
	return {
		port: (server.address() as net.AddressInfo).port,
		accepted: () => accepted,
		open: () => links.size,
		close: async () => {
			const closed = once(server, 'close');
			server.close();
			links.forEach((link) => link.cut());
			await closed;
			if (failures.length > 0) throw failures[0];
		},
	};
}

/** A client's connection and the proxy's own connection to the server. */
class Link {
	private readonly server: net.Socket;
	private ended = false;
	/** The pieces of the response that is coming in. */
	private response: Piece[] = [];
	/** What becomes of the command that is coming in. */
	private command: { verdict: Verdict | undefined } | undefined;

	constructor(
		private readonly client: net.Socket,
		target: number,
		private readonly rules: Rules,
		private readonly onFailure: (error: unknown) => void,
	) {
		this.server = net.connect({ port: target, host: '127.0.0.1', noDelay: true });
		this.read(client, this.server, (piece) => this.fromClient(piece));
		this.read(this.server, client, (piece) => this.fromServer(piece));
		client.on('close', () => this.server.destroy());
	}

	cut(): void {
		this.ended = true;
		this.client.destroy();
		this.server.destroy();
	}

	/** One piece after the other, whatever the rules wait for; then the end. */
	private read(from: net.Socket, to: net.Socket, take: (piece: Piece) => Promise<void>): void {
		const pieces = new ImapPieces();
		let turn = Promise.resolve();
		const inTurn = (action: () => void | Promise<void>) => {
			const unlessEnded = () => (this.ended ? undefined : action());
			turn = turn.then(unlessEnded).catch((error: unknown) => {
				this.onFailure(error);
				this.cut();
			});
		};
		from.on('data', (chunk: Buffer) => {
			for (const piece of pieces.push(chunk)) inTurn(() => take(piece));
		});
		from.on('error', () => {});
		from.on('close', () => inTurn(() => to.destroySoon()));
	}

	private async fromClient({ bytes, last }: Piece): Promise<void> {
		this.command ??= { verdict: await this.rules.command?.(text(bytes).trimEnd()) };
		const { instead, then } = this.command.verdict ?? {};
		if (last) this.command = undefined;
		if (this.ended) return;
		if (!instead) this.server.write(bytes);
		else if (last) this.client.write(instead.join(''), 'latin1');
		if (last) this.end(instead ? this.client : this.server, then);
	}

	private async fromServer(piece: Piece): Promise<void> {
		this.response.push(piece);
		if (!piece.last) return;
		const pieces = this.response.splice(0);
		const whole = Buffer.concat(pieces.map(({ bytes }) => bytes));
		const verdict = await this.rules.response?.(text(whole), literalsIn(pieces));
		if (this.ended) return;
		const { instead, then } = verdict ?? {};
		if (instead) this.client.write(instead.join(''), 'latin1');
		else this.client.write(whole);
		this.end(this.client, then);
	}

	/** @param to who is to have all that was written, before a cut */
	private end(to: net.Socket, ending: Ending | undefined): void {
		if (!ending) return;
		this.ended = true;
		if (ending === 'cut') to.end(() => this.cut());
	}
}

function literalsIn(pieces: Piece[]): Literal[] {
	let start = 0;
	return pieces.flatMap(({ bytes: { length }, isLiteral }) => {
		start += length;
		return isLiteral ? [{ start: start - length, length }] : [];
	});
}

function text(bytes: Buffer): string {
	return bytes.toString('latin1');
}
