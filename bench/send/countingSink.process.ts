import { EventEmitter, once } from 'node:events';
import { serve } from '../support/childProcess';
import { listenForMail, type SinkHandlers } from '../support/smtpServer';
import type { SinkCounts } from './countingSink';

const none: SinkCounts = { connections: 0, concurrent: 0, logins: 0, messages: 0, bytes: 0 };
let counts = { ...none };
let open = 0;
const closed = new EventEmitter();

const handlers: SinkHandlers = {
	onConnect(_session, callback) {
		counts.connections++;
		counts.concurrent = Math.max(counts.concurrent, ++open);
		callback();
	},
	onClose() {
		open--;
		closed.emit('closed');
	},
	onLogin: () => counts.logins++,
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

void listenForMail(handlers).then((ready) => serve(ready, take));
