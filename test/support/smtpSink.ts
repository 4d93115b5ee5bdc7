import { startScriptedServer, type Script } from './scriptedServer';

/** A message as it came over the wire. */
export interface WireMessage {
	/** The argument of MAIL, such as `FROM:<a@example.test>`. */
	mail: string;
	/** The argument of each RCPT. */
	rcpt: string[];
	/** Every byte between the answer to DATA and the final CRLF dot CRLF; dots still doubled. */
	data: Buffer;
	/** What the server said to it; CUT where the client never heard. */
	answer: string;
}

export interface SmtpSink {
	port: number;
	/** Those that arrived whole, whatever the answer. */
	messages(): WireMessage[];
	/** The recipients of those that it took, one after the other. */
	delivered(): string[];
	/** Every line that a client sent outside of messages. */
	commands(): string[];
	/** Connections accepted since the start. */
	accepted(): number;
	close(): Promise<void>;
}

/** What was sent, as latin1, which keeps every byte: without the doubled dots (RFC 5321 §4.5.2). */
export function contentOf({ data }: WireMessage): string {
	return `${data.toString('latin1').replace(/^\.\./gm, '.')}\r\n`;
}

/** The same of the only message that was sent. */
export function onlyContent(sink: SmtpSink): string {
	const [message, ...more] = sink.messages();
	expect(more).toEqual([]);
	if (!message) throw new Error('Nothing was sent');
	return contentOf(message);
}

/** As an answer: the connection is cut instead. */
export const CUT = 'cut';

export interface SmtpSinkOptions {
	/** Offered besides 8BITMIME and SMTPUTF8. */
	extensions?: string[];
	/**
	 * The answer to a command, where it is not the usual one: a reply without its CRLF, or CUT. Also
	 * asked for `greeting`, for `content` (the first piece of a message, which can only be CUT) and
	 * for `.`, the end of one.
	 */
	answer?: (command: string) => string | undefined;
}

/**
 * A plaintext SMTP server without AUTH that accepts everything, but for what it is told to refuse,
 * and keeps the raw bytes: for tests of what is on the wire, and of faults.
 */
export async function startSmtpSink(options: SmtpSinkOptions = {}): Promise<SmtpSink> {
	const { extensions = [], answer = () => undefined } = options;
	const messages: WireMessage[] = [];
	const commands: string[] = [];
	const offer = ['localhost', '8BITMIME', ...extensions].map((line) => `250-${line}\r\n`).join('');
	const usual: Record<string, string> = {
		greeting: '220 localhost ESMTP',
		EHLO: `${offer}250 SMTPUTF8`,
		DATA: '354 Go ahead',
		QUIT: '221 Bye',
	};
	const script: Script = async (peer) => {
		const say = (command: string): string => {
			const name = command.split(' ', 1)[0] ?? '';
			const reply = answer(command) ?? usual[name] ?? '250 OK';
			if (reply === CUT) peer.drop();
			else peer.send(`${reply}\r\n`);
			return reply;
		};
		let message: WireMessage = { mail: '', rcpt: [], data: Buffer.alloc(0), answer: '' };
		if (say('greeting') === CUT) return;
		for (;;) {
			const line = await peer.line();
			commands.push(line);
			const argument = line.slice('MAIL '.length);
			const reply = say(line);
			if (reply === CUT) return;
			if (line.startsWith('MAIL')) message = { ...message, mail: argument, rcpt: [] };
			if (line.startsWith('RCPT') && reply.startsWith('250')) message.rcpt.push(argument);
			if (!line.startsWith('DATA') || !reply.startsWith('354')) continue;
			if (answer('content') === CUT) {
				await peer.until('\r\n');
				peer.drop();
				return;
			}
			const data = await peer.until('\r\n.\r\n');
			const received = { ...message, data };
			messages.push(received);
			received.answer = say('.');
			if (received.answer === CUT) return;
		}
	};
	const server = await startScriptedServer(script);
	return {
		port: server.port,
		messages: () => [...messages],
		delivered: () =>
			messages
				.filter((message) => message.answer.startsWith('250'))
				.flatMap(({ rcpt }) => rcpt.map((to) => /<(.*?)>/.exec(to)?.[1] ?? to)),
		commands: () => [...commands],
		accepted: server.accepted,
		close: server.close,
	};
}
