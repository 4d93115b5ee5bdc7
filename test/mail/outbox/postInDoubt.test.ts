import { alice, bob } from '../../support/account';
import { failureOf } from '../../support/failure';
import { usePostings } from '../../support/postings';
import { describeServers } from '../../support/servers';
import { CUT } from '../../support/smtpSink';
import { turnedClock } from '../../support/turnedClock';

const carol = 'carol@example.test';
const cutAfterTheDot = (line: string) => (line === '.' ? CUT : undefined);

describeServers('a message that was lost after the final dot', (start) => {
	const { account, copies, fileWhatArrived, play, posting, send, wire } = usePostings(start);

	test('is delivered where the server files it in the Sent folder a moment later', async () => {
		await play(cutAfterTheDot);
		const clock = turnedClock(async (count) => {
			if (count === 2) await fileWhatArrived('Sent');
		});
		const what = posting();
		const outcome = await send(what, { clock });
		expect(outcome).toMatchObject({
			status: 'delivered',
			accepted: [bob],
			rejected: [],
			unknown: [],
			response: expect.stringMatching(/^Found in the mailbox as \d+\.\d+\.Sent$/),
			attempts: 1,
			alreadySent: false,
			copy: { status: 'saved', id: expect.stringMatching(/\.Sent$/) },
			warnings: [],
		});
		expect(await copies(what.message)).toHaveLength(1);
		expect(wire().messages()).toHaveLength(1);
	});

	test('is delivered where it arrives in our own inbox, and has its copy', async () => {
		await play(cutAfterTheDot);
		const clock = turnedClock(async (count) => {
			if (count === 1) await fileWhatArrived('INBOX');
		});
		const what = posting({ to: [alice] });
		expect(await send(what, { clock })).toMatchObject({
			status: 'delivered',
			accepted: [alice],
			response: expect.stringMatching(/\.INBOX$/),
			copy: { status: 'saved', id: expect.stringMatching(/\.Sent$/) },
		});
		expect(await copies(what.message)).toHaveLength(1);
	});

	test('is not known of each, where there are several', async () => {
		await play(cutAfterTheDot);
		const clock = turnedClock(() => fileWhatArrived('Sent'));
		expect(await send(posting({ to: [bob, carol] }), { clock })).toMatchObject({
			status: 'partial',
			accepted: [],
			rejected: [],
			unknown: [bob, carol],
		});
	});

	test('is known of those that were refused before', async () => {
		const answers: Record<string, string[]> = {
			[`RCPT TO:<${bob}>`]: ['450 4.7.1 Greylisted'],
			[`RCPT TO:<${carol}>`]: ['550 5.1.1 Who?'],
			'.': [CUT],
		};
		await play((line) => answers[line]?.shift());
		const clock = turnedClock(async (count) => {
			if (count === 2) await fileWhatArrived('Sent');
		});
		expect(await send(posting({ to: [bob, carol] }), { clock })).toMatchObject({
			status: 'partial',
			accepted: [bob],
			rejected: [{ recipient: carol, code: 550 }],
			unknown: [],
			attempts: 2,
		});
	});

	test('is an error where the mailbox does not show it, each time', async () => {
		await play(cutAfterTheDot);
		const what = posting();
		const clock = turnedClock();
		const error = await failureOf(send(what, { clock }));
		expect(error).toMatchObject({ code: 'OUTCOME_UNKNOWN', transient: false });
		expect(error.message).toContain(what.message.messageId);
		expect(clock.waits).toEqual([0, 2_000, 4_000]);

		const again = await failureOf(send(what));
		expect(again).toMatchObject({ code: 'OUTCOME_UNKNOWN', transient: false });
		expect(again.message).toContain('earlier attempt');
		expect(wire().messages()).toHaveLength(1);
		expect(await copies(what.message)).toHaveLength(0);

		await fileWhatArrived('Sent');
		expect(await send(what)).toMatchObject({
			status: 'delivered',
			accepted: [bob],
			attempts: 0,
			alreadySent: true,
		});
		expect(wire().messages()).toHaveLength(1);
	});

	test('is sent again where that was chosen', async () => {
		await play((line) => (wire().messages().length === 1 ? cutAfterTheDot(line) : undefined));
		const what = posting({ sendAgainInDoubt: true });
		expect(await send(what)).toMatchObject({
			status: 'delivered',
			accepted: [bob],
			response: '250 OK',
			attempts: 2,
			alreadySent: false,
		});
		expect(wire().messages()).toHaveLength(2);
		expect(await copies(what.message)).toHaveLength(1);
	});

	test('is sent again by a later call that chose it', async () => {
		await play((line) => (wire().messages().length === 1 ? cutAfterTheDot(line) : undefined));
		const what = posting();
		await failureOf(send(what));
		const outcome = await send({ ...what, sendAgainInDoubt: true });
		expect(outcome).toMatchObject({ status: 'delivered', alreadySent: false });
		expect(wire().messages()).toHaveLength(2);
		// And from there on it is known.
		expect(await send(what)).toMatchObject({ status: 'delivered', alreadySent: true });
		expect(wire().messages()).toHaveLength(2);
	});

	test('stays unknown of one recipient, where another has the message', async () => {
		const answers: Record<string, string[]> = {
			[`RCPT TO:<${carol}>`]: ['450 4.7.1 Greylisted'],
			'.': ['250 OK', CUT],
		};
		await play((line) => answers[line]?.shift());
		expect(await send(posting({ to: [bob, carol] }))).toMatchObject({
			status: 'partial',
			accepted: [bob],
			unknown: [carol],
			rejected: [],
			copy: { status: 'saved' },
			warnings: [expect.stringContaining(carol)],
		});
	});

	test.each([
		['at once', true],
		['by a later call', false],
	])('is sent again to the one that it is unknown of, %s', async (_, sendAgainInDoubt) => {
		const answers: Record<string, string[]> = {
			[`RCPT TO:<${carol}>`]: ['450 4.7.1 Greylisted'],
			'.': ['250 OK', CUT],
		};
		await play((line) => answers[line]?.shift());
		const what = posting({ to: [bob, carol], sendAgainInDoubt });
		if (!sendAgainInDoubt) await send(what);
		expect(await send({ ...what, sendAgainInDoubt: true })).toMatchObject({
			status: 'delivered',
			accepted: [bob, carol],
			unknown: [],
			warnings: [],
			attempts: sendAgainInDoubt ? 3 : 1,
			alreadySent: false,
		});
		expect(wire().delivered()).toEqual([bob, carol]);
		expect(await copies(what.message)).toHaveLength(1);
	});

	test('is not sent again to those that were refused before', async () => {
		const answers: Record<string, string[]> = {
			[`RCPT TO:<${bob}>`]: ['450 4.7.1 Greylisted'],
			[`RCPT TO:<${carol}>`]: ['550 5.1.1 Who?'],
			'.': [CUT],
		};
		await play((line) => answers[line]?.shift());
		expect(await send(posting({ to: [bob, carol], sendAgainInDoubt: true }))).toMatchObject({
			status: 'partial',
			accepted: [bob],
			rejected: [{ recipient: carol, code: 550 }],
		});
		expect(wire().delivered()).toEqual([bob]);
	});

	test('stays unknown where the mailbox cannot be reached', async () => {
		await play(cutAfterTheDot);
		const what = posting({ account: account({ imapPort: 1 }) });
		expect(await failureOf(send(what))).toMatchObject({ code: 'OUTCOME_UNKNOWN' });
		expect(wire().messages()).toHaveLength(1);
		expect(await failureOf(send(what))).toMatchObject({ code: 'CONNECTION_REFUSED' });
		expect(wire().messages()).toHaveLength(1);
	});

	test('stays unknown without a mailbox, at once', async () => {
		await play(cutAfterTheDot);
		const what = posting({ account: account({ use: 'send' }) });
		const clock = turnedClock();
		expect(await failureOf(send(what, { clock }))).toMatchObject({ code: 'OUTCOME_UNKNOWN' });
		expect(await failureOf(send(what, { clock }))).toMatchObject({ code: 'OUTCOME_UNKNOWN' });
		expect(clock.waits).toEqual([]);
		expect(wire().messages()).toHaveLength(1);
	});
});
