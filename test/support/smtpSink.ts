import { startScriptedServer, type Script } from './scriptedServer';

/** A message as it came over the wire. */
export interface WireMessage {
	/** The argument of MAIL, such as `FROM:<a@example.test>`. */
	mail: string;
	/** The argument of each RCPT. */
	rcpt: string[];
	/** Every byte between the answer to DATA and the final CRLF dot CRLF; dots still doubled. */
	data: Buffer;
}

export interface SmtpSink {
	port: number;
	messages(): WireMessage[];
	close(): Promise<void>;
}

/**
 * A plaintext SMTP server without AUTH that accepts everything and keeps the raw bytes, for tests of
 * what a message looks like on the wire. For envelopes, refusals and large mail use the mail server.
 */
export async function startSmtpSink(): Promise<SmtpSink> {
	const messages: WireMessage[] = [];
	const script: Script = async (peer) => {
		peer.send('220 localhost ESMTP\r\n');
		let message: WireMessage = { mail: '', rcpt: [], data: Buffer.alloc(0) };
		for (;;) {
			const line = await peer.line();
			const command = line.slice(0, 4).toUpperCase();
			const argument = line.slice('MAIL '.length);
			if (command === 'EHLO') {
				peer.send('250-localhost\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n');
				continue;
			}
			if (command === 'MAIL') message = { mail: argument, rcpt: [], data: Buffer.alloc(0) };
			if (command === 'RCPT') message.rcpt.push(argument);
			if (command === 'DATA') {
				peer.send('354 Go ahead\r\n');
				message.data = await peer.until('\r\n.\r\n');
				messages.push(message);
			}
			peer.send(command === 'QUIT' ? '221 Bye\r\n' : '250 OK\r\n');
		}
	};
	const server = await startScriptedServer(script);
	return { port: server.port, messages: () => [...messages], close: server.close };
}
