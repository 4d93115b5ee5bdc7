import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { type AttachmentStream, MailParser, type MessageText } from 'mailparser';
import { serve } from '../support/childProcess';
import { listenForMail } from '../support/smtpServer';
import type { Arrived } from './checkingSink';

let arrived: Arrived = [];

/** Reads a message as it comes in; nothing of an attachment is kept but its hash. */
async function receive(message: Readable): Promise<void> {
	const parts: AsyncIterable<AttachmentStream | MessageText> = message.pipe(new MailParser());
	for await (const part of parts) {
		if (part.type !== 'attachment') continue;
		const hash = await buffer(part.content.pipe(createHash('sha256')));
		arrived.push(hash.toString('hex'));
		part.release();
	}
}

async function take(): Promise<Arrived> {
	const taken = arrived;
	arrived = [];
	return taken;
}

void listenForMail({
	onData(stream, _session, callback) {
		receive(stream).then(() => callback(null, 'Checked'), callback);
	},
}).then((ready) => serve(ready, take));
