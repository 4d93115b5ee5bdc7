import { EventEmitter, once } from 'node:events';
import type { SMTPServerOptions } from 'smtp-server';
import { localCertificate } from '../../sandbox/mailserver/certificate';
import { listen } from '../../sandbox/mailserver/listener';
import { PromptSmtpServer } from '../../sandbox/mailserver/smtp';
import { serve } from '../support/childProcess';
import { LOGIN, type SinkCounts } from './smtpSink';

const none: SinkCounts = { connections: 0, concurrent: 0, logins: 0, messages: 0, bytes: 0 };
let counts = { ...none };
let open = 0;
const closed = new EventEmitter();

const options: SMTPServerOptions = {
	name: 'localhost',
	disableReverseLookup: true,
	logger: false,
	onConnect(_session, callback) {
		counts.connections++;
		counts.concurrent = Math.max(counts.concurrent, ++open);
		callback();
	},
	onClose() {
		open--;
		closed.emit('closed');
	},
	onAuth({ username, password }, _session, callback) {
		const right = username === LOGIN.user && password === LOGIN.pass;
		if (right) counts.logins++;
		callback(right ? null : new Error('Wrong password'), { user: username });
	},
	onData(stream, _session, callback) {
		stream.on('data', (chunk: Buffer) => (counts.bytes += chunk.length));
		stream.on('end', () => {
			counts.messages++;
			callback(null, 'Counted');
		});
	},
};

/** The counts since the last time, once every connection has been closed. */
async function take(): Promise<SinkCounts> {
	while (open > 0) await once(closed, 'closed');
	const taken = counts;
	counts = { ...none };
	return taken;
}

/**
 * Accepts every message of whoever has signed in, and forgets it. It greets at once and sends
 * without delay (TCP_NODELAY), so that one connection per message costs what a client makes of it,
 * and not what this server adds.
 */
async function main(): Promise<void> {
	const certificate = await localCertificate();
	const ports = await Promise.all(
		[false, true].map(async (secure) => {
			const server = new PromptSmtpServer({ ...options, ...certificate, secure, secured: secure });
			server.on('error', () => {}); // a client that goes away
			const { port } = await listen({
				port: 0,
				implicitTls: secure ? certificate : undefined,
				onSocket: (socket) => server.connect(socket),
			});
			return port;
		}),
	);
	serve({ starttls: ports[0], tls: ports[1], ca: certificate.cert }, take);
}

void main();
