import { Readable } from 'node:stream';
import { type ComposedMessage, compose } from '../../../mail/message/compose';
import { newMessageId } from '../../../mail/message/messageId';
import { deliverWithRetries, type RetryPolicy } from '../../../mail/outbox/attempts';
import { systemClock } from '../../../mail/clock';
import { closeSmtpPools } from '../../../mail/smtp/pool';
import { alice, bob } from '../../support/account';
import { type FaultProxy, startFaultProxy } from '../../support/faultProxy';
import { outgoing } from '../../support/outgoing';
import { smtpAccount } from '../../support/smtpAccount';
import { CUT, type SmtpSink, type SmtpSinkOptions, startSmtpSink } from '../../support/smtpSink';
import { turnedClock } from '../../support/turnedClock';
import { until } from '../../support/until';

const carol = 'carol@example.test';
const dave = 'dave@example.test';

let sink: SmtpSink;
let proxy: FaultProxy | undefined;
const play = async (answer?: SmtpSinkOptions['answer']) => (sink = await startSmtpSink({ answer }));

afterEach(async () => {
	closeSmtpPools();
	await proxy?.close();
	proxy = undefined;
	await sink.close();
});

interface Trial {
	to?: string[];
	message?: ComposedMessage;
	policy?: Partial<RetryPolicy>;
	clock?: Parameters<typeof deliverWithRetries>[4];
	port?: number;
}

const attempt = (trial: Trial = {}) => {
	const { to = [bob], policy, clock = turnedClock(), port = sink.port } = trial;
	const { message = compose(outgoing(), { keepBcc: false }) } = trial;
	const account = smtpAccount(port, 'none');
	const retry = { attempts: 3, budgetMs: 120_000, ...policy };
	return deliverWithRetries(account, message, { from: alice, to }, retry, clock);
};

/** Answers so until it is time to try again. */
const untilWaited = async (command: string, answer: string) => {
	let mended = false;
	const clock = turnedClock(() => {
		mended = true;
	});
	await play((line) => (!mended && line.startsWith(command) ? answer : undefined));
	return clock;
};

/** Answers a command so, as often as is said. */
const times = (count: number, command: string, answer: string) => {
	let left = count;
	return (line: string) => (line.startsWith(command) && left-- > 0 ? answer : undefined);
};

describe('what passes by itself', () => {
	test('connections that are refused', async () => {
		await play();
		const down = (proxy = await startFaultProxy({ target: sink.port }));
		await down.refuse();
		const clock = turnedClock(() => down.accept());
		const result = await attempt({ clock, port: down.port });
		expect(result).toMatchObject({ accepted: [bob], rejected: [], unknown: [], attempts: 2 });
		expect(result.error).toBeUndefined();
		expect(sink.delivered()).toEqual([bob]);
	});

	test.each(['greeting', 'EHLO', 'MAIL', 'RCPT', 'DATA'])(
		'a connection that is cut at %s',
		async (command) => {
			const clock = await untilWaited(command, CUT);
			expect(await attempt({ clock })).toMatchObject({ accepted: [bob], attempts: 2 });
			expect(sink.delivered()).toEqual([bob]);
			expect(sink.messages()).toHaveLength(1);
			expect(clock.waits).toHaveLength(1);
		},
	);

	test('a connection that is cut within the message', async () => {
		const clock = await untilWaited('content', CUT);
		let opened = 0;
		const message = {
			messageId: newMessageId(alice),
			stream: () => Readable.from(written(++opened > 1), { objectMode: false }),
		};
		expect(await attempt({ clock, message })).toMatchObject({ accepted: [bob], attempts: 2 });
		expect(sink.messages().map(({ data }) => data.toString())).toEqual(['Subject: a\r\n\r\nb']);
	});

	/** Stops in the middle, so that the connection cannot be lost at another place. */
	async function* written(whole: boolean) {
		yield Buffer.from('Subject: a\r\n\r\n');
		if (!whole) await new Promise(() => {});
		yield Buffer.from('b\r\n');
	}

	test.each([
		['greeting', '421 4.3.2 Closing down'],
		['MAIL', '421 4.7.0 Too many messages'],
		['MAIL', '451 4.3.0 Try again later'],
		['RCPT', '450 4.7.1 Greylisted'],
		['RCPT', '421 4.7.0 Slow down'],
		['DATA', '451 4.3.0 Try again later'],
		['.', '451 4.7.1 Greylisted'],
		['.', '421 4.3.2 Closing down'],
	])('an answer to %s that asks to come later: %s', async (command, answer) => {
		const clock = await untilWaited(command, answer);
		expect(await attempt({ clock })).toMatchObject({ accepted: [bob], rejected: [], attempts: 2 });
		expect(sink.delivered()).toEqual([bob]);
		expect(clock.waits[0]).toBeGreaterThanOrEqual(8_000);
		expect(clock.waits[0]).toBeLessThanOrEqual(12_000);
	});
});

describe('recipients', () => {
	test('only those that were put off are tried again', async () => {
		await play(times(1, `RCPT TO:<${carol}>`, '450 4.7.1 Greylisted'));
		const result = await attempt({ to: [bob, carol, dave] });
		expect(result).toMatchObject({ accepted: [bob, dave, carol], rejected: [], attempts: 2 });
		expect(sink.delivered()).toEqual([bob, dave, carol]);
	});

	test('those that were refused are not', async () => {
		await play((line) => (line.startsWith(`RCPT TO:<${carol}>`) ? '550 5.1.1 Who?' : undefined));
		const clock = turnedClock();
		const result = await attempt({ to: [bob, carol], clock });
		expect(result).toMatchObject({ accepted: [bob], attempts: 1 });
		expect(result.rejected).toEqual([
			{ recipient: carol, code: 550, enhancedCode: '5.1.1', response: '550 5.1.1 Who?' },
		]);
		expect(clock.waits).toEqual([]);
	});

	test('each has its own outcome', async () => {
		const answers: Record<string, string> = {
			[carol]: '550 5.1.1 Who?',
			[dave]: '450 4.2.1 Later',
		};
		await play((line) => answers[/^RCPT TO:<(.*)>/.exec(line)?.[1] ?? '']);
		const result = await attempt({ to: [bob, carol, dave] });
		expect(result).toMatchObject({
			accepted: [bob],
			rejected: [
				{ recipient: carol, code: 550 },
				{ recipient: dave, code: 450, response: '450 4.2.1 Later' },
			],
			attempts: 3,
		});
		expect(result.error).toBeUndefined();
		expect(sink.delivered()).toEqual([bob]);
		const tries = (address: string) =>
			sink.commands().filter((line) => line === `RCPT TO:<${address}>`);
		expect([bob, carol, dave].map((address) => tries(address).length)).toEqual([1, 1, 3]);
	});

	test('where none is taken, the error tells of all', async () => {
		const answers: Record<string, string> = {
			[carol]: '550 5.1.1 Who?',
			[dave]: '450 4.2.1 Later',
		};
		await play((line) => answers[/^RCPT TO:<(.*)>/.exec(line)?.[1] ?? '']);
		const { error } = await attempt({ to: [carol, dave] });
		expect(error).toMatchObject({ code: 'RECIPIENT_REJECTED', transient: false });
		expect(error?.rejected).toMatchObject([{ recipient: carol }, { recipient: dave }]);
	});

	test('one that was refused is told of when the others fail for another reason', async () => {
		const answers: Record<string, string> = {
			[carol]: '550 5.1.1 Who?',
			[dave]: '450 4.2.1 Later',
		};
		let waited = false;
		const clock = turnedClock(() => {
			waited = true;
		});
		await play((line) =>
			waited && line.startsWith('MAIL') ? CUT : answers[/^RCPT TO:<(.*)>/.exec(line)?.[1] ?? ''],
		);
		const { error, rejected } = await attempt({ to: [carol, dave], clock });
		expect(error).toMatchObject({ code: 'CONNECTION_LOST', transient: true });
		expect(error?.rejected).toMatchObject([{ recipient: carol, code: 550 }]);
		expect(rejected).toMatchObject([{ recipient: carol }, { recipient: dave, code: null }]);
	});
});

describe('an end', () => {
	test.each([
		['MAIL', '550 5.7.1 Not you'],
		['DATA', '554 5.6.0 No'],
		['.', '554 5.7.1 Spam'],
		['.', '552 5.3.4 Too large'],
	])('at once where the answer to %s is final: %s', async (command, answer) => {
		await play((line) => (line.startsWith(command) ? answer : undefined));
		const { error, attempts } = await attempt();
		expect(error).toMatchObject({ transient: false, response: answer });
		expect(attempts).toBe(1);
		expect(sink.commands().filter((line) => line.startsWith('MAIL'))).toHaveLength(1);
	});

	test('at once where nobody knows what became of the message', async () => {
		await play((line) => (line === '.' ? CUT : undefined));
		const { error, unknown, attempts } = await attempt({ to: [bob, carol] });
		expect(error).toMatchObject({ code: 'OUTCOME_UNKNOWN' });
		expect({ unknown, attempts }).toEqual({ unknown: [bob, carol], attempts: 1 });
		expect(sink.messages()).toHaveLength(1);
	});

	test('for one recipient unknown, where another has the message', async () => {
		const later = times(1, `RCPT TO:<${carol}>`, '450 4.7.1 Greylisted');
		await play((line) => (line === '.' && sink.messages().length === 2 ? CUT : later(line)));
		const result = await attempt({ to: [bob, carol] });
		expect(result).toMatchObject({ accepted: [bob], rejected: [], unknown: [carol], attempts: 2 });
		expect(result.error).toBeUndefined();
	});

	test.each([1, 2, 5])('after %d attempts', async (attempts) => {
		await play((line) => (line.startsWith('RCPT') ? '450 4.7.1 Later' : undefined));
		const clock = turnedClock();
		const policy = { attempts, budgetMs: Infinity };
		const result = await attempt({ policy, clock });
		expect(result.attempts).toBe(attempts);
		expect(result.error).toMatchObject({ code: 'RECIPIENT_REJECTED', transient: true });
		expect(clock.waits).toHaveLength(attempts - 1);
		expect(sink.commands().filter((line) => line.startsWith('RCPT'))).toHaveLength(attempts);
	});

	test('when the next attempt would begin too late', async () => {
		await play((line) => (line.startsWith('RCPT') ? '450 4.7.1 Later' : undefined));
		const clock = turnedClock();
		const result = await attempt({ policy: { attempts: 10, budgetMs: 30_000 }, clock });
		expect(result.attempts).toBe(2);
		expect(clock.waits).toHaveLength(1);
	});

	test('when the waiting is ended', async () => {
		await play((line) => (line.startsWith('RCPT') ? '450 4.7.1 Later' : undefined));
		const end = new AbortController();
		const ended = attempt({ policy: { signal: end.signal }, clock: systemClock });
		await until(() => sink.commands().some((line) => line.startsWith('RCPT')));
		end.abort();
		expect(await ended).toMatchObject({ attempts: 1, error: { transient: true } });
	});
});

describe('what the server wishes', () => {
	const wishes = (text: string) => (line: string) =>
		line.startsWith('RCPT') ? `450 4.7.1 Greylisted, try again ${text}` : undefined;

	test('is done', async () => {
		await play(wishes('in 2 seconds'));
		const clock = turnedClock();
		expect(await attempt({ clock })).toMatchObject({ attempts: 3 });
		expect(clock.waits).toHaveLength(2);
		for (const ms of clock.waits) {
			expect(ms).toBeGreaterThanOrEqual(3_000);
			expect(ms).toBeLessThanOrEqual(4_000);
		}
	});

	test('is an error at once where there is no time for it', async () => {
		await play(wishes('in 5 minutes'));
		const clock = turnedClock();
		const { error, attempts } = await attempt({ clock });
		expect(error).toMatchObject({ transient: true });
		expect(error?.message).toContain('in 5 minutes');
		expect({ attempts, waits: clock.waits }).toEqual({ attempts: 1, waits: [] });
	});
});
