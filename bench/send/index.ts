import type { Target } from '../support/account';
import { startDelayProxy } from '../support/delayProxy';
import type { SmtpSink } from '../support/smtpSink';
import { rounded } from '../support/statistics';
import { type SinkCounts, startCountingSink } from './countingSink';
import { mixedMails } from './mails';
import { type Lane, measure, most, rate } from './measure';
import { builtIn } from './senders/builtIn';
import { envelope } from './senders/envelope';
import { rawNodemailer } from './senders/rawNodemailer';
import type { Sender } from './senders/sender';

const REPETITIONS = 5;
const ROUND_TRIP_MS = 20;

/** Where it is slow, fewer: rates are compared, not times. */
const MAILS = { near: 500, builtIn: 50, far: 200 };

/**
 * Envelope Send beside the library that it stands on and beside n8n's own node: the same mails with
 * TLS and a login, over nothing and over a network's round trip. Every ratio is that of the worse
 * one of STARTTLS and TLS.
 */
export async function bench() {
	const [limit, own, other] = [rawNodemailer(), await envelope(), await builtIn()];
	const sink = await startCountingSink();
	const proxy = {
		starttls: await startDelayProxy(sink.ports.starttls, ROUND_TRIP_MS),
		tls: await startDelayProxy(sink.ports.tls, ROUND_TRIP_MS),
	};
	const near = securities.map((security) => {
		const target = { port: sink.ports[security], security, ca: sink.ca };
		return {
			limit: lane(limit, target, MAILS.near),
			own: lane(own, target, MAILS.near),
			other: lane(other, target, MAILS.builtIn),
		};
	});
	const far = securities.map((security) => {
		const target = { port: proxy[security].port, security, ca: sink.ca };
		return { limit: lane(limit, target, MAILS.far), own: lane(own, target, MAILS.far) };
	});
	await runInTurns(
		[...near, ...far].flatMap((lanes) => Object.values(lanes)),
		sink,
	);
	await Promise.all([proxy.starttls.stop(), proxy.tls.stop(), sink.stop()]);

	console.log(`Medians of ${REPETITIONS} runs. To a server beside it:`);
	printTable(near.flatMap((lanes) => Object.values(lanes)));
	console.log(`With a round trip of ${ROUND_TRIP_MS} ms:`);
	printTable(far.flatMap((lanes) => Object.values(lanes)));
	return {
		ratioToLimit: worst(near.map(({ own, limit }) => rate(own) / rate(limit))),
		ratioToBuiltIn: worst(near.map(({ own, other }) => rate(own) / rate(other))),
		connections: Math.max(...near.map(({ own }) => most(own, 'connections'))),
		ratioToLimitRtt20: worst(far.map(({ own, limit }) => rate(own) / rate(limit))),
	};
}

const securities = ['starttls', 'tls'] as const;

function lane(sender: Sender, target: Target, count: number): Lane {
	return { sender, target, mails: mixedMails(count), runs: [] };
}

/** Round by round, so that what else the machine does hits all; the first is to warm up. */
async function runInTurns(lanes: Lane[], sink: SmtpSink<SinkCounts>): Promise<void> {
	for (let round = 0; round <= REPETITIONS; round++) {
		console.log(round === 0 ? 'Warming up …' : `Round ${round} of ${REPETITIONS} …`);
		for (const lane of round % 2 ? lanes : lanes.toReversed()) {
			const run = await measure(lane, sink);
			if (round > 0) lane.runs.push(run);
		}
	}
}

function printTable(lanes: Lane[]): void {
	const rows = lanes.map((lane) => [
		`${lane.sender.name}, ${lane.target.security === 'tls' ? 'TLS' : 'STARTTLS'}`,
		{
			messages: lane.mails.length,
			'messages/s': rounded(rate(lane)),
			connections: most(lane, 'connections'),
			'at once': most(lane, 'concurrent'),
			logins: most(lane, 'logins'),
			MB: rounded(most(lane, 'bytes') / 1e6),
		},
	]);
	console.table(Object.fromEntries(rows));
}

function worst(ratios: number[]): number {
	return rounded(Math.min(...ratios));
}
