import { startMailServer } from '../support/mailServer';
import { startRealN8n } from '../support/n8n';
import { percentile, rounded } from '../support/statistics';
import { type Lane, startLane } from './lane';
import { envelope } from './watchers/envelope';
import { builtInInN8n, envelopeInN8n } from './watchers/inN8n';
import { library } from './watchers/library';

const MAILS = 50;

/**
 * Mails that come one at a time: when Envelope Trigger has the message ready, beside the library
 * that waits for it and fetches it; and when the first node after it begins in a real n8n, beside
 * n8n's own trigger. Dovecot waits half a second before it tells anybody of a new mail.
 */
export async function bench() {
	const server = await startMailServer(4);
	const n8n = await startRealN8n();
	const limit = await startLane(server, library);
	const emitted = await startLane(server, envelope);
	const firstNode = await startLane(server, envelopeInN8n(n8n));
	const builtIn = await startLane(server, builtInInN8n(n8n));
	const lanes = [limit, emitted, firstNode, builtIn];
	await takeTurns(lanes);
	for (const lane of lanes) await lane.close();
	await n8n.stop();
	await server.stop();

	const over = (lane: Lane, percent: number) =>
		rounded(percentile(lane.delays, percent) - percentile(limit.delays, percent));
	const row = (lane: Lane) => ({
		'p50, ms': rounded(percentile(lane.delays, 50)),
		'p95, ms': rounded(percentile(lane.delays, 95)),
		'p50 over the limit': over(lane, 50),
		'p95 over the limit': over(lane, 95),
	});
	console.log(`${MAILS} mails one at a time, from the mailbox to …`);
	console.table({
		'imapflow: IDLE and FETCH': row(limit),
		'Envelope Trigger: emit': row(emitted),
		'Envelope Trigger: first node': row(firstNode),
		'Email Trigger (IMAP): first node': row(builtIn),
	});
	return {
		emitP50OverLimitMs: over(emitted, 50),
		emitP95OverLimitMs: over(emitted, 95),
		firstNodeP50OverLimitMs: over(firstNode, 50),
		builtInP50OverLimitMs: over(builtIn, 50),
	};
}

/** One mail to each in turn, so that what else the machine does hits all. */
async function takeTurns(lanes: Lane[]): Promise<void> {
	for (let mail = 1; mail <= MAILS; mail++) {
		if (mail % 10 === 0) console.log(`Mail ${mail} of ${MAILS} …`);
		for (const lane of mail % 2 ? lanes : lanes.toReversed()) await lane.turn();
	}
}
